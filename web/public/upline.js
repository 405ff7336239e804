const LANGUAGES = ['zh-CN', 'en'];
const PEOPLE = {
  agent1: ['坐席', 'Agent', '上级是 lead1', 'reports to lead1'],
  agent2: ['坐席', 'Agent', '上级是 lead1', 'reports to lead1'],
  lead1: ['组长', 'Team lead', '上级是 supervisor1', 'reports to supervisor1'],
  lead2: ['组长', 'Team lead', '上级是 supervisor1', 'reports to supervisor1'],
  supervisor1: ['督导', 'Supervisor', '上级是 manager1', 'reports to manager1'],
  manager1: ['运营经理', 'Manager', '汇报线顶端', 'top of the line'],
  qa1: ['质检专员', 'Quality', '抽检与评分', 'samples and scores'],
  records1: ['行政（档案）', 'Records', '留存与审计', 'retention and audit'],
  admin1: ['管理员', 'Administrator', '配置，不看客户内容', 'configures, sees no customer content'],
};
const SAID = { 'zh-CN': '已复制', en: 'Copied' };

const one = (selector) => document.querySelector(selector);

function preferred() {
  const stored = localStorage.getItem('upline.language');
  if (LANGUAGES.includes(stored)) return stored;
  return (navigator.languages ?? []).some((tag) => tag.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en';
}

function speak(language) {
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
}

/** Both languages stand in the page; the style sheet shows the one that `html[lang]` names. */
function both(zh, en) {
  return [
    ['zh', zh],
    ['en', en],
  ].map(([key, text]) => {
    const span = document.createElement('span');
    span.dataset[key] = '';
    span.textContent = text;
    return span;
  });
}

function card(login) {
  const [zh, en, zhMore, enMore] = PEOPLE[login] ?? ['', '', '', ''];
  const item = document.createElement('li');
  const role = document.createElement('span');
  const name = document.createElement('code');
  const more = document.createElement('span');
  role.className = 'role';
  role.append(...both(zh, en));
  name.textContent = login;
  more.className = 'quiet';
  more.append(...both(zhMore, enMore));
  item.append(role, name, more);
  return item;
}

function showExample(login, password) {
  const body = JSON.stringify({ login, password });
  one('[data-example]').textContent =
    `curl -s ${location.origin}/api/v1/auth/login \\\n  -H 'content-type: application/json' \\\n  -d '${body}'\n\n` +
    `curl -s '${location.origin}/api/v1/tickets?view=queue' \\\n  -H 'authorization: Bearer <accessToken>'`;
}

async function showAbout() {
  const answer = await fetch('/api/v1/about', { headers: { accept: 'application/json' } });
  if (!answer.ok) return;
  const { name, demo, logins, password } = await answer.json();
  if (name && name !== 'Upline') {
    one('[data-house]').textContent = name;
    one('[data-house]').hidden = false;
  }
  if (!demo) return;
  one('[data-password]').textContent = password;
  one('[data-people]').append(...logins.map(card));
  one('[data-demo]').hidden = false;
  showExample('lead1', password);
}

async function showReady() {
  const ready = await fetch('/health/ready').then(
    (answer) => answer.ok,
    () => false,
  );
  one('[data-dot]').dataset.dot = ready ? 'ready' : 'not';
}

async function copy(button) {
  const source = one(`[data-${button.dataset.copy}]`);
  try {
    await navigator.clipboard.writeText(source.textContent);
    one('[data-said]').textContent = SAID[document.documentElement.lang];
    setTimeout(() => (one('[data-said]').textContent = ''), 1500);
  } catch {
    // Pages on plain http get no clipboard; the text is selected instead.
    getSelection().selectAllChildren(source);
  }
}

speak(preferred());
one('[data-api]').textContent = `${location.origin}/api/v1`;
showExample('login', '…');
document.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button?.dataset.language) {
    speak(button.dataset.language);
    localStorage.setItem('upline.language', button.dataset.language);
  }
  if (button?.dataset.copy) void copy(button);
});
void showAbout().catch(() => undefined);
void showReady();
setInterval(() => void showReady(), 15_000);
