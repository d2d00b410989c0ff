-- SPDX-License-Identifier: Apache-2.0
-- The means test of ../rules/means_test.dmn over whole columns, amounts in fen. What databases spell differently is put in
-- before: GREATEST and LEAST, // as the whole part of a quotient, SUM of whole numbers.
WITH sums AS (
  SELECT 月标准, 人数, 机动车数, 机动车价值, 住宅套数, 重残人数,
    无赡养人 <> 0 AND 无劳动能力人数 = 人数 AS alone,
    12 * 月标准 * 人数 AS year,
    GREATEST(0, 工资收入 + 经营收入 + 财产收入 + 转移收入 - LEAST(就业成本, 6 * 月标准)) AS net,
    医疗支出 + 教育支出 + 照护支出 AS rigid,
    活期存款 + 定期存款 + 理财 + 证券 + 保险现值 + 债权 AS assets
  FROM households),
limits AS (
  SELECT *, GREATEST(0, net - rigid) AS after,
    机动车数 = 0 OR (机动车数 = 1 AND 机动车价值 <= 5 * year) AS vehicle_fine,
    assets <= 2 * year AND 机动车数 = 0 AND 住宅套数 <= 1 AS strict_fine
  FROM sums),
wide AS (SELECT *, assets <= 3 * year AND vehicle_fine AND 住宅套数 <= 2 AS wide_fine FROM limits),
classes AS (
  SELECT *, CASE
    WHEN alone AND net <= year AND strict_fine THEN 1
    WHEN net < year AND strict_fine THEN 2
    WHEN net < 2 * year AND after < year AND strict_fine THEN 3
    WHEN 2 * net < 3 * year AND wide_fine THEN 4
    WHEN net < 2 * year AND 2 * after < 3 * year AND wide_fine THEN 5
    WHEN net < 3 * year AND wide_fine AND 10 * rigid > 7 * net THEN 6
    WHEN net < 3 * year THEN 7
    ELSE 0 END AS class
  FROM wide),
answers AS (
  SELECT class, net // (12 * 人数) AS per_head,
    CASE class
      WHEN 1 THEN 100 * ((月标准 * 人数 * 13 + 999) // 1000)
      WHEN 2 THEN 100 * ((GREATEST(0, 10 * (year - net) + 36 * 月标准 * 重残人数) + 11999) // 12000)
      WHEN 3 THEN 100 * ((GREATEST(0, 10 * (year - after) + 36 * 月标准 * 重残人数) + 11999) // 12000)
      ELSE 0 END AS monthly_grant,
    100 * class + CASE WHEN assets > 3 * year THEN 1 ELSE 0 END + CASE WHEN vehicle_fine THEN 0 ELSE 2 END
      + CASE WHEN 住宅套数 > 2 THEN 4 ELSE 0 END + CASE WHEN net >= 3 * year THEN 8 ELSE 0 END
      + CASE WHEN 10 * rigid > 7 * net THEN 16 ELSE 0 END AS reason
  FROM classes)
