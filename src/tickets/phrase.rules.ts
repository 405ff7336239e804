import type { Locale } from '@upline/contracts/auth';
import type { RecallWant } from '@upline/contracts/similar';

interface Said {
  number: number;
  wants: RecallWant;
  promisedReplyAt: Date | null;
  at: Date;
}

const NOTED: Record<Locale, Record<RecallWant, string>> = {
  'zh-CN': {
    status: '您反映的问题（单号 {number}）正在处理中，您这次来电已记录，并已告知负责人。',
    adds: '您补充的情况已记入单号 {number}，并已告知负责人。',
    withdraws: '您希望撤回的意思已记入单号 {number}，并已告知负责人，由负责人与您确认。',
    new_time: '您希望另约时间的要求已记入单号 {number}，并已告知负责人，由负责人与您确认。',
  },
  en: {
    status: 'Your case, number {number}, is being worked on; this call is on record and the person in charge has been told.',
    adds: 'What you added is on record under number {number}, and the person in charge has been told.',
    withdraws: 'Your wish to withdraw is on record under number {number}; the person in charge has been told and will confirm it with you.',
    new_time: 'Your wish for another time is on record under number {number}; the person in charge has been told and will confirm it with you.',
  },
}; // prettier-ignore
const PROMISE: Record<Locale, Record<'ahead' | 'past' | 'none', string>> = {
  'zh-CN': {
    ahead: '我们承诺在{time}前答复您。',
    past: '原承诺的答复时间（{time}）已过，很抱歉，负责人会尽快与您联系。',
    none: '负责人会尽快与您联系。',
  },
  en: {
    ahead: 'You were promised an answer by {time}.',
    past: 'The promised time, {time}, has passed; we are sorry, and the person in charge will contact you as soon as possible.',
    none: 'The person in charge will contact you as soon as possible.',
  },
};

/** What an agent reads out to a customer who called again: that it is noted and by when they are answered, nothing else. */
export function phraseForCustomer(said: Said, locale: Locale, timeZone: string): string {
  const { promisedReplyAt, at, wants } = said;
  const when = promisedReplyAt === null ? 'none' : promisedReplyAt > at ? 'ahead' : 'past';
  const promise = PROMISE[locale][when];
  const time = promisedReplyAt === null ? '' : spoken(promisedReplyAt, locale, timeZone);
  const between = locale === 'en' ? ' ' : '';
  return `${NOTED[locale][wants]}${between}${promise}`.replace('{number}', String(said.number)).replace('{time}', time);
}

/** `11月24日 18:00`, `24 November, 18:00`: the customer's wall clock. */
function spoken(at: Date, locale: Locale, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone,
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  const clock = `${of('hour')}:${of('minute')}`;
  return locale === 'en' ? `${of('day')} ${of('month')}, ${clock}` : `${of('month')}月${of('day')}日 ${clock}`;
}
