import type { PhraseBody, SlotKind, TemplateBody, TemplateSlot } from '@upline/contracts/catalog';

/** A template by the keys of the demo: its topic by name. */
export interface DemoTemplate extends Omit<TemplateBody, 'projectId' | 'topicId'> {
  topic: string;
}

const slot = (kind: SlotKind, name: string, choices: string[] = []): TemplateSlot => ({
  name,
  label: name,
  required: true,
  kind,
  choices,
});
const text = (name: string): TemplateSlot => slot('text', name);
const choice = (name: string, ...choices: string[]): TemplateSlot => slot('choice', name, choices);
const date = (name: string): TemplateSlot => slot('date', name);
const number = (name: string): TemplateSlot => slot('number', name);

export const TEMPLATES: Record<string, DemoTemplate[]> = {
  YG: [
    {
      name: '退款未到账',
      topic: '退款与退货',
      kind: 'complaint',
      content: '订单 {{订单号}} 于 {{申请日期}} 申请退款 {{金额}} 元，客户称至今未到账，已查询状态为{{退款状态}}。',
      slots: [text('订单号'), date('申请日期'), number('金额'), choice('退款状态', '审核中', '已退出', '无记录')],
    },
    {
      name: '快递超时未送达',
      topic: '物流配送',
      content: '运单 {{运单号}} 承诺 {{承诺日期}} 送达，目前停在{{当前位置}}，客户要求{{客户要求}}。',
      slots: [text('运单号'), date('承诺日期'), text('当前位置'), choice('客户要求', '尽快送达', '退款', '补偿')],
    },
    {
      name: '商品破损',
      topic: '商品质量',
      kind: 'complaint',
      content: '订单 {{订单号}} 的 {{商品}} 收到时{{破损情况}}，客户{{是否有照片}}照片。',
      slots: [text('订单号'), text('商品'), text('破损情况'), choice('是否有照片', '已提供', '未提供')],
    },
  ],
  YT: [
    {
      name: '断网报修',
      topic: '网络故障',
      kind: 'complaint',
      content: '账号 {{宽带账号}} 自 {{开始日期}} 起{{现象}}，光猫指示灯：{{指示灯}}，已指导重启无效。',
      slots: [text('宽带账号'), date('开始日期'), choice('现象', '完全断网', '时断时续', '网速慢'), text('指示灯')],
    },
    {
      name: '账单有异议',
      topic: '资费与账单',
      content: '客户对 {{账期}} 账单中的 {{费用项目}} {{金额}} 元有异议，认为{{理由}}。',
      slots: [text('账期'), text('费用项目'), number('金额'), text('理由')],
    },
    {
      name: '装机改约',
      topic: '安装与移机',
      content: '工单 {{工单号}} 原约 {{原约日期}} 上门，师傅{{原因}}，客户希望改到 {{新约日期}}。',
      slots: [text('工单号'), date('原约日期'), choice('原因', '未到', '迟到', '联系不上'), date('新约日期')],
    },
  ],
};

type DemoPhrase = Omit<PhraseBody, 'projectId'>;
/** Of the whole house. */
export const HOUSE_PHRASES: DemoPhrase[] = [
  { name: '致歉', where: 'answer', text: '{{客户称呼}}您好，给您带来不便非常抱歉，我们已核实您反映的情况。' },
  { name: '承诺回电', where: 'content', text: '已告知客户将于 {{答复时间}} 前由主管回电答复。' },
  { name: '无人接听', where: 'contact', text: '按预留号码拨打，振铃无人接听，稍后再次联系。' },
  { name: '请补充', where: 'question', text: '请补充订单号与客户原话，以便核实。' },
];
export const PHRASES: Record<string, DemoPhrase[]> = {
  YG: [
    { name: '退款时效', where: 'answer', text: '退款将原路退回，银行入账一般需要 1 至 7 个工作日。' },
    { name: '已催物流', where: 'note', text: '已联系承运方催派，等待对方反馈。' },
  ],
  YT: [
    { name: '已派师傅', where: 'note', text: '已派单给片区师傅，等待上门时间。' },
    { name: '费用退还', where: 'answer', text: '多收的费用将在下一账期退还至您的账户。' },
  ],
};
