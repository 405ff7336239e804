import type { Story } from './paths';

/** 云途宽带: the network's forms. */
export const NET_STORIES: readonly Story[] = [
  // prettier-ignore
  { ago: 326, filer: 'agent34', path: 'closed', kind: 'complaint', topic: '网络故障', customer: ['魏先生', '2001'], promise: 6, severity: 'high', cause: '系统故障', answer: '机房端口已更换，经测试网速恢复正常，本月费用减免一半。', content: '客户在家办公，连续四天晚高峰断网，报修两次都显示“已修复”，实际没有人联系过他。' },
  // prettier-ignore
  { ago: 311, filer: 'agent38', path: 'closedAfterDecision', kind: 'complaint', topic: '资费与账单', customer: ['陶女士', '2002'], promise: 8, refund: 180, wants: ['refund', 'explanation'], cause: '信息不一致', answer: '多收的增值包费用一百八十元已退回账户，并已关闭该业务。', content: '客户发现账单里连续六个月有一项“极速包”费用，表示从未同意开通，要求退费并说明是谁办理的。' },
  // prettier-ignore
  { ago: 299, filer: 'agent45', path: 'closedAfterReturn', kind: 'complaint', topic: '安装与移机', customer: ['姜先生', '2003'], promise: 6, question: '请补充新地址的小区和单元，是否已有光纤入户？', supply: '新地址为锦绣苑三号楼二单元，物业确认光纤已入户。', answer: '已安排明天上午九点移机，师傅提前半小时联系。', cause: '流程缺失', content: '客户预约移机三次均无人上门，系统里却显示“客户改约”，客户否认改过时间。' },
  // prettier-ignore
  { ago: 284, filer: 'agent50', path: 'closedUntaken', kind: 'complaint', topic: '套餐与合约', customer: ['戚女士', '2004'], promise: 5, wants: ['explanation'], cause: '信息不一致', answer: '合约实际到期日为本月底，提前办理不收取违约金。', content: '客户合约到期想换套餐，被告知还有一年，需付违约金三百元，客户手里的合同写的是两年前的日期。' },
  // prettier-ignore
  { ago: 270, filer: 'agent57', path: 'closedPraise', kind: 'commendation', topic: '服务态度', customer: ['谢先生', '2005'], note: '已通知装维班组，纳入服务之星评选。', outcome: 'explained', answer: '感谢您的肯定，我们已转告师傅。', content: '客户表扬上门师傅在暴雨天坚持修好线路，还顺手帮独居老人整理了插座，希望公司给予奖励。' },
  // prettier-ignore
  { ago: 255, filer: 'agent61', path: 'closedByTime', kind: 'inquiry', topic: '资费与账单', customer: ['邹女士', '2006'], promise: 6, outcome: 'explained', answer: '差额来自首月按天计费，下月起恢复固定月费。', content: '客户询问首月账单为何比套餐价高出二十三元，之前两次来电得到的解释不一样。' },
  // prettier-ignore
  { ago: 229, filer: 'agent36', path: 'closedAfterEscalation', kind: 'complaint', topic: '网络故障', customer: ['喻先生', '2007'], promise: 6, severity: 'critical', risks: ['regulator'], wants: ['compensation', 'callback_by_superior'], reason: '客户已向主管部门申诉，需要主管统一口径答复。', answer: '故障系小区光缆被挖断，已抢通，并减免当月费用。', cause: '第三方原因', lesson: '大面积故障先发公告，再逐户回电。', content: '整栋楼断网两天，客户经营网店损失订单，已向通信主管部门申诉，要求书面说明与赔偿。' },
  // prettier-ignore
  { ago: 205, filer: 'agent41', path: 'withdrawn', kind: 'complaint', topic: '安装与移机', customer: ['柏女士', '2008'], promise: 4, reason: '师傅已经上门，客户来电要求撤销投诉。', content: '客户约好下午两点装机，等到四点无人上门也无电话，客户请假在家，要求给出说法。' },
  // prettier-ignore
  { ago: 181, filer: 'agent48', path: 'closedPromiseMissed', kind: 'complaint', topic: '资费与账单', customer: ['水先生', '2009'], promise: 3, wants: ['refund'], refund: 99, answer: '销户后多扣的九十九元已退回银行卡。', cause: '系统故障', content: '客户销户两个月后仍被自动扣费，营业厅让打热线，热线让去营业厅，客户要求三小时内答复。' },
  // prettier-ignore
  { ago: 157, filer: 'agent53', path: 'closedAfterDispute', kind: 'complaint', topic: '网络故障', customer: ['窦女士', '2010'], promise: 6, reason: '客户测速仍不足签约的一半，问题没有解决。', answer: '已更换光猫并升级线路，现场测速达标。', cause: '系统故障', content: '客户签约千兆宽带，实际测速只有三百兆，换过两次网线无效，要求上门检测或降价。' },
  // prettier-ignore
  { ago: 133, filer: 'agent64', path: 'closed', kind: 'complaint', topic: '服务态度', customer: null, outcome: 'explained', answer: '来电人未留联系方式，已核听当日录音并在班会上提醒。', content: '来电人不愿留下联系方式，反映热线排队四十分钟后被要求“去看说明书”，希望改进接听质量。' },
  // prettier-ignore
  { ago: 109, filer: 'agent35', path: 'closedWithNote', kind: 'complaint', topic: '套餐与合约', customer: ['章先生', '2011'], promise: 7, note: '外呼录音已调取，话术未说明自动续约。', answer: '已取消自动续约并退回本月差价。', cause: '信息不一致', lesson: '外呼推荐套餐必须读出自动续约条款。', content: '老人接到外呼升级套餐，以为是免费体验，三个月后每月多扣四十元，家属要求取消并退差价。' },
  // prettier-ignore
  { ago: 86, filer: 'agent59', path: 'closedUnhappy', kind: 'complaint', topic: '资费与账单', customer: ['云女士', '2012'], promise: 5, outcome: 'rejected', wants: ['compensation'], answer: '滞纳金按合同约定收取，已说明依据并协助设置自动缴费。', content: '客户出国期间欠费停机并产生滞纳金，认为未收到任何提醒，要求免除滞纳金并赔偿误工。' },
  // prettier-ignore
  { ago: 62, filer: 'agent43', path: 'closedByTime', kind: 'inquiry', topic: '安装与移机', customer: ['苏先生', '2013'], promise: 8, outcome: 'explained', answer: '新小区可装，开通前不收取月费。', content: '客户即将搬家，想确认新小区能否装机、原套餐是否保留，以及移机期间是否计费。' },
  // prettier-ignore
  { ago: 33, filer: 'agent56', path: 'resolved', kind: 'complaint', topic: '网络故障', customer: ['潘女士', '2014'], promise: 5, cause: '系统故障', answer: '信号放大器已重启并更新固件，掉线问题已消除。', content: '客户反映智能电视看视频每十分钟掉线一次，自己重启路由器无效，孩子上网课也受影响。' },
  // prettier-ignore
  { ago: 20, filer: 'agent39', path: 'resolved', kind: 'other', topic: '套餐与合约', customer: ['葛先生', '2015'], promise: 6, outcome: 'not_ours', answer: '该号码不属于我方网络，已告知客户联系归属运营商。', content: '客户收到以我方名义发送的欠费短信和付款链接，担心诈骗，要求核实短信来源。' },
  // prettier-ignore
  { ago: 7.5, filer: 'agent46', path: 'disputed', kind: 'complaint', topic: '安装与移机', customer: ['奚女士', '2016'], promise: 6, reason: '墙面修补费没有人承担，客户明确表示不接受口头道歉。', outcome: 'partly_solved', answer: '已就施工不规范向您致歉，并提醒装维单位。', wants: ['compensation', 'apology'], content: '装机师傅打孔时打裂客厅瓷砖，用胶随意粘上后离开，客户要求赔偿并恢复原样。' },
  // prettier-ignore
  { ago: 5.2, filer: 'agent51', path: 'decided', kind: 'complaint', topic: '资费与账单', customer: ['范先生', '2017'], promise: 12, refund: 320, wants: ['refund'], cause: '系统故障', answer: '重复收取的安装费三百二十元将于两个工作日内退回。', content: '客户新装宽带被收取两次安装费，电子发票也开了两张，要求退回一笔并作废发票。' },
  // prettier-ignore
  { ago: 4.1, filer: 'agent62', path: 'decided', kind: 'complaint', topic: '套餐与合约', customer: ['彭女士', '2018'], promise: 11, outcome: 'partly_solved', cause: '信息不一致', answer: '可按线上宣传价为您变更套餐，从下月起生效。', content: '客户线上看到的宽带价格与营业厅办理价不同，办理时被告知是“同一个套餐”，要求按低价执行。' },
  // prettier-ignore
  { ago: 3.4, filer: 'agent37', path: 'supplied', kind: 'complaint', topic: '网络故障', customer: ['郎先生', '2019'], promise: 9, severity: 'high', question: '请补充光猫指示灯状态和断网的具体时段。', supply: '光信号灯闪红，每晚八点到十点断网，已持续三天。', content: '客户家中监控因断网频繁离线，独居母亲行动不便，客户在外地非常着急，要求当天派人上门。' },
  // prettier-ignore
  { ago: 2.6, filer: 'agent54', path: 'escalated', kind: 'complaint', topic: '网络故障', customer: ['鲁女士', '2020'], promise: 8, severity: 'critical', risks: ['regulator', 'media'], reason: '涉及整个小区，客户代表业主群要求统一答复。', content: '小区两百户断网超过一天，业主群推举客户来电交涉，表示将集体申诉并联系媒体。' },
  // prettier-ignore
  { ago: 1.9, filer: 'agent60', path: 'returned', kind: 'complaint', topic: '资费与账单', customer: ['韦先生', '2021'], promise: 7, question: '请确认客户投诉的账期，以及是否为家庭共享套餐。', content: '客户称家庭套餐副卡流量被重复计费，三张副卡账单合计多出一百余元。' },
  // prettier-ignore
  { ago: 1.45, filer: 'agent49', path: 'noAnswer', kind: 'complaint', topic: '安装与移机', customer: ['昌女士', '2022'], promise: 5, content: '客户预约的安装师傅电话一直无法接通，App 显示已派单，客户下午要出差，希望尽快落实。' },
  // prettier-ignore
  { ago: 1.1, filer: 'agent66', path: 'fresh', kind: 'complaint', topic: '服务态度', customer: ['马先生', '2023'], promise: 6, severity: 'high', about: 'agent52', wants: ['apology'], content: '客户反映昨晚接线的客服把他的姓名和地址大声念了两遍，旁边还有笑声，要求道歉并说明隐私保护。' },
  // prettier-ignore
  { ago: 0.9, filer: 'agent42', path: 'released', kind: 'inquiry', topic: '套餐与合约', customer: ['苗女士', '2024'], promise: 10, content: '客户想把父母家的宽带与自己的手机套餐合并，担心合并后电话号码会变，希望有人讲清楚。' },
  // prettier-ignore
  { ago: 0.2, filer: 'agent58', path: 'fresh', kind: 'complaint', topic: '网络故障', customer: ['凤先生', '2025'], promise: 4, severity: 'high', wants: ['callback_by_superior'], content: '客户诊所的宽带上午起中断，医保结算系统无法使用，候诊病人已经排队，要求立即派人处理。' },
];
