// SPDX-License-Identifier: Apache-2.0
// The live page: alerts as they arise. Plain DOM, no library; all texts stand in WORDS; everything that comes from
// the server is set as text, never as HTML.

const WORDS = {
  zh: {
    title: '兜底', subtitle: '社会救助监测预警', other: 'English', skip: '跳到预警列表',
    local: '本页只在这台机器上可见：在建立用户和权限之前，服务只监听本机，姓名和身份证号均已遮盖。',
    live: '实时连接', connecting: '正在连接', lost: '连接中断，正在重试',
    clock: '业务日期', batches: '批次', households: '家庭', persons: '人员', total: '预警', quarantined: '待更正行',
    filters: '筛选', urgency: '紧急程度', rule: '规则', any: '全部', anyRule: '全部规则',
    red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色',
    help: '帮扶', exit: '退出', verify: '核实',
    household: '户', due: '办理期限', overdue: '已超期', next: '下次复核时', raised: '发出', up: '升一级', down: '渐退期内转核实', mergedInto: (id) => `并入第 ${id} 号`, head: '户主',
    upWhy: '同一户 90 天内另有帮扶规则发出预警，或末次申请未获确认，因此升一级颜色。', sureness: {likely: '较有把握', uncertain: '口径待定'}, home: '类别如何测算',
    new: '新', count: (shown, total) => total === Infinity ? `显示最新 ${shown} 条` : shown < total ? `显示最新 ${shown} 条，共 ${total} 条` : `共 ${shown} 条`,
    fresh: (n) => `${n} 条新预警`, said: (a) => `新预警：${a.rule_name}，${a.reason}`,
    emptyTitle: '还没有预警', emptyWords: '数据到达并触发规则后，预警会自动出现在这里，不用刷新。',
    noneTitle: '没有符合筛选的预警', noneWords: '换一个紧急程度或规则试试。',
    close: '关闭', why: '为什么发出', figures: '依据的数据', reference: '出处：', hint: '点一条预警，这里会显示依据的数据、部门的原始记录和这户的情况。',
    rows: '来源数据', line: (n) => `第 ${n} 行`, delivered: '送达', trace: '判断过程', result: '结论',
    merged: '同日合并的预警', family: '家庭情况', category: '测算类别', registered: '在册类别', amount: '测算月保障金',
    failed: '读取失败', silent: '服务没有应答', unknown: '未知', yes: '是', no: '否', yuan: '元', left: (date) => `（${date}起不在本户）`,
    pack: '政策包', wholeFamily: '全户', loading: '正在读取…', closed: '（去世）', reasons: '未能判断的原因', showRows: '展开全部字段',
    destitute: '特困', dibao: '低保', edge: '低边', rigid: '刚支', none: '无',
  },
  en: {
    title: 'Doudi', subtitle: 'Social assistance early warning', other: '中文', skip: 'Skip to the alerts',
    local: 'Visible on this machine only: until there are users and rights, the server listens to this machine alone, and names and identity numbers are masked.',
    live: 'Live', connecting: 'Connecting', lost: 'Connection lost, trying again',
    clock: 'County date', batches: 'Batches', households: 'Households', persons: 'Persons', total: 'Alerts', quarantined: 'To correct',
    filters: 'Filters', urgency: 'Urgency', rule: 'Rule', any: 'All', anyRule: 'All rules',
    red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue',
    help: 'Help', exit: 'Exit', verify: 'Verify',
    household: 'Household', due: 'Due', overdue: 'overdue', next: 'at the next review', raised: 'Raised', up: 'raised a colour', down: 'grace period: verify first', mergedInto: (id) => `part of no. ${id}`, head: 'head',
    upWhy: 'Another help rule spoke about this household within 90 days, or its last application failed: so the urgency is one colour higher.', sureness: {likely: 'likely', uncertain: 'not settled'}, home: 'How the category was computed',
    new: 'New', count: (shown, total) => total === Infinity ? `The newest ${shown}` : shown < total ? `The newest ${shown} of ${total}` : `${shown} in all`,
    fresh: (n) => n === 1 ? '1 new alert' : `${n} new alerts`, said: (a) => `New alert: ${a.rule_name}. ${a.reason}`,
    emptyTitle: 'No alerts yet', emptyWords: 'When data arrive and a rule speaks, the alert appears here by itself. No need to reload.',
    noneTitle: 'No alert fits the filters', noneWords: 'Try another urgency or rule.',
    close: 'Close', why: 'Why it was raised', figures: 'The figures', reference: 'From: ', hint: 'Choose an alert: its figures, the departments’ rows and the household appear here.',
    rows: 'Source rows', line: (n) => `row ${n}`, delivered: 'delivered', trace: 'How it was decided', result: 'Result',
    merged: 'Merged on the same day', family: 'The household', category: 'Computed category', registered: 'Registered as', amount: 'Computed monthly amount',
    failed: 'Could not be read', silent: 'the server does not answer', unknown: 'unknown', yes: 'yes', no: 'no', yuan: 'yuan', left: (date) => `(not in the household since ${date})`,
    pack: 'Policy pack', wholeFamily: 'the whole household', loading: 'Reading…', closed: '(deceased)', reasons: 'Why it could not be decided', showRows: 'Show every column',
    destitute: 'Destitute', dibao: 'Dibao', edge: 'Dibao edge', rigid: 'Rigid expenditure', none: 'None',
  },
};
// Units as the policy pack writes them; those that say nothing next to a value are left out.
const UNITS = {
  zh: {
    yuan: '元', 'yuan per 12 months': '元/12个月', 'yuan per month': '元/月', 'yuan per year': '元/年',
    'yuan per person and month': '元/人·月', rows: '条', months: '个月', years: '岁', vehicles: '辆', homes: '套',
    'square metres': '平方米', persons: '人', units: '处', level: '级', sources: '个来源', roles: '项', programmes: '项',
    counties: '个区县', times: '倍',
  },
  one: {
    rows: 'row', months: 'month', years: 'year', vehicles: 'vehicle', homes: 'home', persons: 'person', units: 'unit',
    sources: 'source', roles: 'role', programmes: 'programme', counties: 'county', times: 'time', 'square metres': 'square metre',
  },
  silent: new Set(['1', 'share', 'code', 'class', 'category', 'date', 'month', 'yes or no']),
};
const URGENCIES = ['red', 'orange', 'yellow', 'blue'];
const SIGNS = {red: '‼', orange: '!', yellow: '△', blue: 'i'};
const SHOWN_MAX = 300;
const NEW_MS = 6000;

const $ = (id) => document.getElementById(id);
const chosen = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('lang');
const state = {
  lang: ['zh', 'en'].includes(chosen) ? chosen : navigator.language.startsWith('zh') ? 'zh' : 'en',
  urgency: '', rule: '', alerts: new Map(), rules: new Map(), unopened: new Set(), newest: 0, status: null, clock: null,
  stream: null, retry: 0, wasLost: false, open: 0, unseen: 0, reading: 0, isReading: true,
};
const w = () => WORDS[state.lang];

// ---- small helpers

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') Object.entries(value).forEach(([event, run]) => element.addEventListener(event, run));
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== ''));
  return element;
}

function showDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text ?? '')) return text ?? '';
  const style = state.lang === 'zh' ? ['zh-CN', {dateStyle: 'long'}] : ['en-GB', {dateStyle: 'medium'}];
  return new Intl.DateTimeFormat(style[0], {...style[1], timeZone: 'UTC'}).format(new Date(text.slice(0, 10) + 'T00:00:00Z'));
}

// Digits are grouped, never computed with: an amount is shown exactly as it came.
function showNumber(text) {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return text;
  const whole = parts[2].replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const rest = parts[3] && !/^0+$/.test(parts[3]) ? '.' + parts[3] : '';
  return (parts[1] ? '−' : '') + whole + rest;
}

function showFigure(figure) {
  const {type, value} = figure;
  if (type === 'null' || value === '') return w().unknown;
  if (type === 'boolean') return value === 'true' ? w().yes : w().no;
  if (type === 'date') return showDate(value);
  const plural = UNITS.silent.has(figure.unit) ? '' : UNITS[state.lang]?.[figure.unit] ?? figure.unit;
  const unit = state.lang === 'en' && value === '1' ? UNITS.one[plural] ?? plural : plural;
  const number = ['money', 'decimal', 'integer', undefined].includes(type) ? showNumber(value) : value;
  return unit ? `${number} ${unit}` : number;
}

async function read(path, values = {}) {
  const query = new URLSearchParams({...values, lang: state.lang});
  const answer = await fetch(`${path}?${query}`, {headers: {Accept: 'application/json'}})
    .catch(() => { throw new Error(w().silent); }); // what the browser says is in a language of its own
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error?.message ?? answer.statusText);
  return body;
}

// ---- one alert in the list

const fits = (alert) => (!state.urgency || alert.urgency === state.urgency) && (!state.rule || alert.rule === state.rule);
const isOverdue = (alert) => Boolean(alert.due && state.status?.clock && state.status.clock > alert.due);

function badge(alert) {
  return make('span', {class: `badge ${alert.urgency}`},
    make('span', {class: 'sign', 'aria-hidden': 'true'}, SIGNS[alert.urgency] ?? ''), w()[alert.urgency] ?? alert.urgency);
}

function dueWords(alert) {
  if (!alert.due) return make('span', {class: 'due'}, `${w().due} ${w().next}`);
  return make('span', {class: isOverdue(alert) ? 'due over' : 'due'}, `${w().due} `,
    make('time', {datetime: alert.due}, showDate(alert.due)), isOverdue(alert) ? make('b', {}, ` ${w().overdue}`) : '');
}

// An alert about a household shows its head.
function whom(alert) {
  if (!alert.person_name) return w().wholeFamily;
  return alert.person_id ? alert.person_name : `${w().head} ${alert.person_name}`;
}

function isTelling(figure) { // in the list only amounts and counts that are not parameters
  return ['money', 'decimal', 'integer', undefined].includes(figure.type) && figure.value !== '' && !figure.reference;
}

function card(alert, isGlowing) {
  const figures = alert.figures.filter(isTelling).slice(0, 3).map((figure) =>
    make('li', {}, make('span', {}, figure.title ?? figure.name), make('b', {}, showFigure(figure))));
  return make('li', {class: `alert ${alert.urgency}${state.unopened.has(alert.alert_id) ? ' new' : ''}${isGlowing ? ' glow' : ''}`, 'data-id': alert.alert_id},
    make('a', {href: `#${alert.alert_id}`, 'aria-current': state.open === alert.alert_id ? 'true' : null},
      make('span', {class: 'head'}, badge(alert), make('span', {class: `way ${alert.direction}`}, w()[alert.direction] ?? alert.direction),
        make('span', {class: 'new-mark'}, w().new), make('span', {class: 'region'}, alert.region_name)),
      make('span', {class: 'name'}, alert.rule_name, make('span', {class: 'code'}, alert.rule)),
      make('span', {class: 'reason'}, alert.reason),
      figures.length ? make('ul', {class: 'chipline'}, ...figures) : '',
      make('span', {class: 'foot'},
        make('span', {class: 'who'}, `${whom(alert)} · ${w().household} ${alert.household_number}`),
        dueWords(alert), make('span', {class: 'raised'}, `${w().raised} ${showDate(alert.raised)}`),
        alert.is_raised ? make('span', {class: 'mark'}, `↑ ${w().up}`) : '',
        alert.is_lowered ? make('span', {class: 'mark'}, w().down) : '',
        alert.merged_into ? make('span', {}, w().mergedInto(alert.merged_into)) : '')));
}

// ---- the list

const sorted = () => [...state.alerts.values()].sort((a, b) => b.alert_id - a.alert_id);

function showList() {
  const shown = sorted().filter(fits).slice(0, SHOWN_MAX);
  $('alerts').replaceChildren(...shown.map((alert) => card(alert, false)));
  showCount();
}

function showCount() {
  const shown = $('alerts').childElementCount;
  const isFiltered = Boolean(state.urgency || state.rule);
  const isCut = isFiltered && shown >= SHOWN_MAX; // how many more there are was not asked
  const total = isCut ? Infinity : isFiltered ? shown : Math.max(shown, state.status?.alerts ?? 0);
  $('count').textContent = shown ? w().count(shown, total) : '';
  $('empty').hidden = shown > 0 || state.isReading;
  $('hint').hidden = shown === 0;
  document.body.classList.toggle('nothing', shown === 0);
  $('empty-title').textContent = isFiltered ? w().noneTitle : w().emptyTitle;
  $('empty-words').textContent = isFiltered ? w().noneWords : w().emptyWords;
}

function remember(alert) {
  const isKnown = state.alerts.has(alert.alert_id);
  state.alerts.set(alert.alert_id, alert);
  state.newest = Math.max(state.newest, alert.alert_id);
  if (!state.rules.has(alert.rule) || state.rules.get(alert.rule) !== alert.rule_name) {
    state.rules.set(alert.rule, alert.rule_name);
    showRules();
  }
  return !isKnown;
}

// A new alert goes on top; who has scrolled down is told, not moved.
function arrive(alert) {
  if (!remember(alert)) return;
  state.unopened.add(alert.alert_id);
  if (!fits(alert)) return;
  const list = $('alerts');
  const made = card(alert, true);
  list.prepend(made);
  while (list.childElementCount > SHOWN_MAX) {
    state.alerts.delete(Number(list.lastElementChild.dataset.id));
    list.lastElementChild.remove();
  }
  setTimeout(() => made.classList.remove('glow'), NEW_MS); // the word stays until the alert is opened
  state.unseen += 1;
  showUnseen();
  showCount();
  $('said').textContent = w().said(alert);
}

function showUnseen() {
  const isTop = window.scrollY < 240 && document.visibilityState === 'visible';
  if (isTop) state.unseen = 0;
  $('fresh').hidden = state.unseen === 0;
  $('fresh').textContent = `↑ ${w().fresh(state.unseen)}`;
  document.title = `${state.unseen ? `(${state.unseen}) ` : ''}${w().title} · ${w().total}`;
}

async function readList() {
  const reading = ++state.reading;
  const values = {limit: SHOWN_MAX, ...(state.urgency && {urgency: state.urgency}), ...(state.rule && {rule: state.rule})};
  try {
    const {alerts, newest} = await read('/api/alerts', values);
    if (reading !== state.reading) return; // a later reading is under way
    state.alerts.clear();
    alerts.forEach(remember);
    state.newest = Math.max(newest, state.newest);
    state.isReading = false;
    showList();
  } catch (problem) {
    if (reading === state.reading) $('count').textContent = `${w().failed}: ${problem.message}`;
  }
}

// ---- one alert in full

const section = (title, ...children) => make('section', {}, make('h3', {}, title), ...children);

// Name and value on one line, where the value comes from beneath: the same on a phone and on a desk.
function figureList(figures, inputs = []) {
  const sureness = new Map(inputs.map((input) => [input.name, w().sureness[input.sureness]]));
  return make('dl', {class: 'ledger'}, ...figures.map((figure) => {
    const origin = [figure.reference, sureness.get(figure.name)].filter(Boolean).join(' · ');
    return make('div', {}, make('dt', {}, figure.title ?? figure.name), make('dd', {class: 'number'}, showFigure(figure)),
      origin ? make('dd', {class: 'quiet'}, `${w().reference}${origin}`) : '');
  }));
}

function sourceRow(row) {
  const values = row.values.map((field) => [make('dt', {}, field.title || field.name), make('dd', {}, field.value)]).flat();
  return make('article', {class: 'source'},
    make('p', {}, make('b', {}, `${row.feed_name} ${row.feed}`), make('br'),
      `${row.file} · ${w().line(row.row)} · ${w().delivered} ${showDate(row.delivered)}`),
    make('details', {}, make('summary', {}, w().showRows), make('dl', {class: 'values'}, ...values)));
}

const showResult = (result) => {
  if (typeof result === 'boolean') return result ? w().yes : w().no;
  return typeof result === 'object' ? JSON.stringify(result) : showNumber(String(result));
};

function showStep(step) {
  return make('li', {}, make('b', {}, step.name), step.result == null ? '' : ` → ${showResult(step.result)}`,
    step.text ? make('span', {class: 'quiet'}, step.text) : '');
}

function traceParts(trace) {
  const reasons = trace.reasons ?? [];
  return [make('ol', {class: 'steps'}, ...(trace.steps ?? []).map(showStep)),
    trace.result == null ? '' : make('p', {}, `${w().result}: `, make('b', {}, showResult(trace.result))),
    reasons.length ? make('p', {}, `${w().reasons}: ${reasons.map((reason) => reason.text ?? reason).join('; ')}`) : ''];
}

async function familySection(alert) {
  try {
    const home = await read(`/api/households/${alert.household_id}`);
    const facts = [[w().registered, w()[home.registered] ?? home.registered], [w().category, home.category_words],
      [w().amount, home.amount && `${showNumber(home.amount)} ${w().yuan}`]];
    return section(w().family,
      make('dl', {class: 'pairs'}, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])),
      make('ul', {class: 'members'}, ...(home.members ?? []).map((member) => make('li', {},
        make('b', {}, member.name), ` ${member.relation ?? ''}`, make('span', {class: 'quiet'}, ` ${member.identity ?? ''} ${member.death ? w().closed : ''} ${member.to ? w().left(showDate(member.to)) : ''}`)))),
      home.trace ? make('details', {}, make('summary', {}, w().home), ...traceParts(home.trace)) : '');
  } catch (problem) {
    return section(w().family, make('p', {class: 'quiet'}, `${w().failed}: ${problem.message}`));
  }
}

function detailHead(alert) {
  return make('header', {class: alert.urgency},
    make('div', {class: 'head'}, badge(alert), make('span', {class: `way ${alert.direction}`}, w()[alert.direction] ?? alert.direction),
      make('button', {type: 'button', class: 'close', 'aria-label': w().close, on: {click: closeDetail}}, '✕')),
    make('h2', {}, alert.rule_name, make('span', {class: 'code'}, alert.rule)),
    make('p', {class: 'foot'}, make('span', {}, alert.region_name),
      make('span', {}, `${w().household} ${alert.household_number}`),
      make('span', {}, `${whom(alert)} ${alert.person_identity}`)),
    make('p', {class: 'foot'}, dueWords(alert), make('span', {}, `${w().raised} ${showDate(alert.raised)}`),
      make('span', {}, `${w().pack} ${alert.pack_version}`)));
}

async function showDetail(id) {
  const detail = $('detail');
  state.open = id;
  state.unopened.delete(id);
  document.querySelector(`.alert[data-id="${id}"]`)?.classList.remove('new', 'glow');
  document.querySelectorAll('.alert a').forEach((link) => link.toggleAttribute('aria-current', link.hash === `#${id}`));
  document.body.classList.add('has-detail');
  detail.hidden = false;
  guardPage();
  detail.replaceChildren(make('p', {class: 'quiet'}, w().loading));
  try {
    const full = await read(`/api/alerts/${id}`);
    if (state.open !== id) return;
    const {alert} = full;
    const [own, other] = state.lang === 'zh' ? [full.reason_zh, full.reason_en] : [full.reason_en, full.reason_zh];
    const family = make('div', {});
    detail.replaceChildren(detailHead(alert),
      section(w().why, make('p', {class: 'reason'}, own),
        make('p', {class: 'quiet', lang: state.lang === 'zh' ? 'en' : 'zh-CN'}, other),
        alert.is_raised ? make('p', {class: 'mark'}, `↑ ${w().upWhy}`) : ''),
      section(w().figures, figureList(alert.figures, full.trace?.inputs)),
      section(w().rows, ...full.rows.map(sourceRow)), family, full.trace ? section(w().trace, ...traceParts(full.trace)) : '',
      full.merged?.length ? section(w().merged, make('ul', {}, ...full.merged.map((each) =>
        make('li', {}, make('a', {href: `#${each.alert_id}`}, `${each.rule_name} ${each.rule}`))))) : '');
    family.replaceWith(await familySection(alert));
  } catch (problem) {
    detail.replaceChildren(make('p', {}, `${w().failed}: ${problem.message} `),
      make('button', {type: 'button', class: 'close', 'aria-label': w().close, on: {click: closeDetail}}, '✕'));
  }
  detail.focus({preventScroll: true});
}

// On a narrow screen the detail covers the page: what is under it is out of reach.
const narrow = window.matchMedia('(max-width: 979px)');
function guardPage() {
  const isCovered = narrow.matches && state.open > 0;
  for (const part of [$('list'), document.querySelector('.top'), document.querySelector('.skip')]) part.inert = isCovered;
}

function closeDetail() {
  const id = state.open;
  history.replaceState(null, '', location.pathname + location.search);
  state.open = 0;
  $('detail').hidden = true;
  document.body.classList.remove('has-detail');
  guardPage();
  document.querySelectorAll('.alert a[aria-current]').forEach((link) => link.removeAttribute('aria-current'));
  document.querySelector(`.alert[data-id="${id}"] a`)?.focus({preventScroll: true});
}

function followHash() {
  const id = Number(location.hash.slice(1));
  if (id > 0) showDetail(id);
  else if (state.open) closeDetail();
}

// ---- the stream

function showLink(name) {
  $('link').className = `link ${name}`;
  $('link-words').textContent = w()[name];
}

function listen() {
  clearTimeout(state.retry);
  state.stream?.close();
  showLink(state.wasLost ? 'lost' : 'connecting');
  const stream = new EventSource(`/api/events?${new URLSearchParams({lang: state.lang, after: state.newest})}`);
  state.stream = stream;
  stream.addEventListener('open', () => {
    showLink('live');
    if (state.wasLost) Promise.all([readList(), readStatus()]); // the server may have another county now
    state.wasLost = false;
  });
  stream.addEventListener('error', () => {
    state.wasLost = true;
    showLink('lost');
    if (stream.readyState === EventSource.CLOSED) state.retry = setTimeout(listen, 3000);
  });
  stream.addEventListener('alert', (event) => arrive(JSON.parse(event.data)));
  stream.addEventListener('reset', readList);
  stream.addEventListener('status', (event) => { state.status = JSON.parse(event.data); showStatus(); });
}

// ---- what stands around the list

async function readStatus() {
  try {
    state.status = await read('/api/status');
    showStatus();
  } catch { /* the state of the connection says it */ }
}

function showStatus() {
  const status = state.status;
  if (!status) return;
  if (status.clock !== state.clock && !state.isReading) showList(); // what is overdue depends on the date
  state.clock = status.clock;
  const items = [[w().clock, status.clock ? showDate(status.clock) : '—'], [w().total, showNumber(String(status.alerts))],
    [w().households, showNumber(String(status.households))], [w().persons, showNumber(String(status.persons))],
    [w().batches, showNumber(String(status.batches))], [w().quarantined, showNumber(String(status.quarantined))]];
  $('status').replaceChildren(...items.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));
  showCount();
}

function showRules() {
  const options = [...state.rules].sort(([a], [b]) => a.localeCompare(b))
    .map(([rule, name]) => make('option', {value: rule, selected: rule === state.rule}, `${rule} ${name}`));
  $('rule').replaceChildren(make('option', {value: ''}, w().anyRule), ...options);
}

function showUrgencies() {
  const chips = ['', ...URGENCIES].map((urgency) => make('label', {class: `chip ${urgency}`},
    make('input', {type: 'radio', name: 'urgency', value: urgency, checked: urgency === state.urgency,
      on: {change: () => { state.urgency = urgency; readList(); }}}),
    make('span', {}, urgency ? make('span', {class: 'sign', 'aria-hidden': 'true'}, SIGNS[urgency]) : '', urgency ? w()[urgency] : w().any)));
  $('urgencies').replaceChildren($('urgencies').querySelector('legend'), ...chips);
}

function showWords() {
  document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-text]').forEach((element) => { element.textContent = w()[element.dataset.text]; });
  $('filters').setAttribute('aria-label', w().filters);
  $('urgencies').setAttribute('aria-label', w().urgency);
  $('rule').setAttribute('aria-label', w().rule);
  $('lang').textContent = w().other;
  $('lang').lang = state.lang === 'zh' ? 'en' : 'zh-CN';
  showUrgencies();
  showRules();
  showStatus();
  showUnseen();
}

async function speak(lang) {
  state.lang = lang;
  localStorage.setItem('lang', lang);
  showWords();
  await readList();
  listen();
  if (state.open) showDetail(state.open);
}

// ---- keys and clicks

function moveFocus(step) {
  const links = [...document.querySelectorAll('.alert a')];
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && state.open) closeDetail();
  const isInList = document.activeElement?.closest('.alerts');
  if (isInList && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    moveFocus(event.key === 'ArrowDown' ? 1 : -1);
  }
});
$('lang').addEventListener('click', () => speak(state.lang === 'zh' ? 'en' : 'zh'));
$('rule').addEventListener('change', (event) => { state.rule = event.target.value; readList(); });
$('filters').addEventListener('submit', (event) => event.preventDefault());
$('fresh').addEventListener('click', () => window.scrollTo({top: 0}));
window.addEventListener('scroll', showUnseen, {passive: true});
document.addEventListener('visibilitychange', showUnseen);
window.addEventListener('hashchange', followHash);
narrow.addEventListener('change', guardPage);

showWords();
await readStatus();
await readList();
listen();
followHash();
