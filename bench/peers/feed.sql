-- SPDX-License-Identifier: Apache-2.0
-- What the feed benchmark asks of PostgreSQL: settlements kept once by their number, months of own-paid cost per person, and
-- alerts on a person's last twelve months, set by set. :residents is the list of persons.
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE person (person_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, certno TEXT NOT NULL, is_monitored INT NOT NULL);
\copy person (certno, is_monitored) FROM pstdin CSV
CREATE UNIQUE INDEX person_certno ON person (certno);
CREATE TABLE settlement (setl_id TEXT PRIMARY KEY, mdtrt_id TEXT, person_id BIGINT NOT NULL, insutype TEXT, med_type TEXT,
  fixmedins_name TEXT, begndate DATE, enddate DATE, setl_time TIMESTAMP, dise_codg TEXT, medfee_sumamt NUMERIC(16,2),
  fulamt_ownpay_amt NUMERIC(16,2), fund_pay_sumamt NUMERIC(16,2), maf_pay NUMERIC(16,2), hosp_part_amt NUMERIC(16,2),
  psn_part_amt NUMERIC(16,2), acct_pay NUMERIC(16,2), psn_cash_pay NUMERIC(16,2), refd_setl_flag TEXT);
CREATE TABLE own_paid (person_id BIGINT, month DATE, yuan NUMERIC(16,2) NOT NULL, PRIMARY KEY (person_id, month));
CREATE TABLE alert (alert_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person_id BIGINT NOT NULL, raised DATE NOT NULL,
  yuan NUMERIC(16,2) NOT NULL);
CREATE INDEX alert_person ON alert (person_id);
CREATE TEMP TABLE staging (setl_id TEXT, mdtrt_id TEXT, certno TEXT, psn_name TEXT, insutype TEXT, med_type TEXT,
  fixmedins_name TEXT, begndate DATE, enddate DATE, setl_time TIMESTAMP, dise_codg TEXT, medfee_sumamt NUMERIC(16,2),
  fulamt_ownpay_amt NUMERIC(16,2), fund_pay_sumamt NUMERIC(16,2), maf_pay NUMERIC(16,2), hosp_part_amt NUMERIC(16,2),
  psn_part_amt NUMERIC(16,2), acct_pay NUMERIC(16,2), psn_cash_pay NUMERIC(16,2), refd_setl_flag TEXT);
CREATE TEMP TABLE fresh (person_id BIGINT, month DATE, yuan NUMERIC(16,2));
CREATE PROCEDURE take_staging() LANGUAGE SQL AS $$
  WITH kept AS (
    INSERT INTO settlement SELECT setl_id, mdtrt_id, person_id, insutype, med_type, fixmedins_name, begndate, enddate, setl_time,
      dise_codg, medfee_sumamt, fulamt_ownpay_amt, fund_pay_sumamt, maf_pay, hosp_part_amt, psn_part_amt, acct_pay, psn_cash_pay,
      refd_setl_flag FROM staging JOIN person USING (certno)
    ON CONFLICT (setl_id) DO NOTHING RETURNING person_id, setl_time, psn_part_amt)
  INSERT INTO fresh SELECT person_id, date_trunc('month', setl_time)::date, sum(psn_part_amt) FROM kept GROUP BY 1, 2;
  INSERT INTO own_paid SELECT person_id, month, yuan FROM fresh
    ON CONFLICT (person_id, month) DO UPDATE SET yuan = own_paid.yuan + excluded.yuan;
  INSERT INTO alert (person_id, raised, yuan)
    SELECT o.person_id, max(f.month), sum(o.yuan) FROM fresh f JOIN person p ON p.person_id = f.person_id AND p.is_monitored = 1
      JOIN own_paid o ON o.person_id = f.person_id AND o.month > f.month - INTERVAL '12 months' AND o.month <= f.month
    WHERE NOT EXISTS (SELECT FROM alert a WHERE a.person_id = f.person_id AND a.raised > f.month - INTERVAL '3 months')
    GROUP BY o.person_id HAVING sum(o.yuan) > 10000;
  TRUNCATE staging, fresh;
$$;
