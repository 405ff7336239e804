import type { Role } from '@upline/contracts/roles';

export const HOUSE_NAME = '启明客服中心';

export interface DemoPerson {
  login: string;
  name: string;
  roles: Role[];
  superior: string | null;
  projects: string[];
}

/** Leads under each supervisor, agents under each lead (H-L6: 10–13). */
const LEADS_PER_SUPERVISOR = 3;
const AGENTS_PER_LEAD = 11;

const SHOP = 'YG';
const NET = 'YT';

export const PROJECTS = [
  {
    key: SHOP,
    name: '悦购商城',
    contact: 'supervisor2',
    topics: ['退款与退货', '物流配送', '商品质量', '优惠与价格', '账户与会员', '服务态度'],
  },
  {
    key: NET,
    name: '云途宽带',
    contact: 'supervisor1',
    topics: ['网络故障', '资费与账单', '安装与移机', '套餐与合约', '服务态度'],
  },
] as const;

export const ROOT_CAUSES = [
  '系统故障',
  '流程缺失',
  '信息不一致',
  '承诺未兑现',
  '第三方原因',
  '员工操作失误',
  '客户误解',
] as const;

const LEADERS: DemoPerson[] = [
  { login: 'manager1', name: '顾明远', roles: ['manager'], superior: null, projects: [SHOP, NET] },
  { login: 'supervisor1', name: '沈静仪', roles: ['supervisor'], superior: 'manager1', projects: [SHOP] },
  { login: 'supervisor2', name: '韩立新', roles: ['supervisor'], superior: 'manager1', projects: [NET] },
];
const LEADS = ['林晓岚', '周建平', '许文君', '何佳慧', '罗志强', '孟思源'];
const BESIDE_THE_LINE: DemoPerson[] = [
  { login: 'qa1', name: '蒋若彤', roles: ['qa_analyst'], superior: null, projects: [SHOP, NET] },
  { login: 'records1', name: '叶清秋', roles: ['records_admin'], superior: null, projects: [SHOP, NET] },
  { login: 'admin1', name: '方启航', roles: ['admin'], superior: null, projects: [] },
];

const AGENTS = `
  陈雨桐 李俊杰 王思涵 张子轩 刘欣怡 杨浩然 赵梦琪 黄天宇 周诗雨 吴嘉豪 徐静雯
  孙宇航 胡晓彤 朱志远 高雅琴 林泽楷 何思雨 郭文博 马若曦 罗一鸣 梁婉清 宋佳宁
  郑凯文 谢雨欣 韩博文 唐可馨 冯子墨 于晓峰 董雪莹 萧逸凡 程思思 曹宇轩 袁梦洁
  邓志豪 许安琪 傅云飞 沈嘉怡 曾国栋 彭雅婷 吕浩宇 苏晓晴 卢俊熙 蒋欣妍 蔡文轩
  贾雨萱 丁泽宇 魏思琪 薛明哲 叶诗涵 阎子豪 余佳琪 潘俊驰 杜若琳 戴天佑 夏静怡
  钟宇辰 汪雨菲 田浩轩 任思远 姜晓慧 范文昊 方雅欣 石子睿 姚梦瑶 谭嘉铭 廖欣然
`
  .trim()
  .split(/\s+/);

const supervisorOf = (lead: number): string => `supervisor${Math.floor(lead / LEADS_PER_SUPERVISOR) + 1}`;
const projectOf = (lead: number): string => (lead < LEADS_PER_SUPERVISOR ? SHOP : NET);

/** Whoever is above somebody comes before them. */
export const PEOPLE: readonly DemoPerson[] = [
  ...LEADERS,
  ...LEADS.map((name, lead): DemoPerson => {
    const projects = [projectOf(lead)];
    return { login: `lead${lead + 1}`, name, roles: ['team_lead'], superior: supervisorOf(lead), projects };
  }),
  ...AGENTS.map((name, n): DemoPerson => {
    const lead = Math.floor(n / AGENTS_PER_LEAD);
    return {
      login: `agent${n + 1}`,
      name,
      roles: ['agent'],
      superior: `lead${lead + 1}`,
      projects: [projectOf(lead)],
    };
  }),
  ...BESIDE_THE_LINE,
];
