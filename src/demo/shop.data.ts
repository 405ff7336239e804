import type { Story } from './paths';

/** 悦购商城: the shop's forms. */
export const SHOP_STORIES: readonly Story[] = [
  // prettier-ignore
  { ago: 331, filer: 'agent1', path: 'closed', kind: 'complaint', topic: '退款与退货', customer: ['王女士', '1001'], promise: 4, wants: ['refund'], cause: '流程缺失', answer: '退款已于今日原路退回，预计一至三个工作日到账。', content: '客户十天前退回一台电饭煲，物流显示仓库已签收，但退款一直没有到账。客户三次来电均被告知“再等等”，要求今天给出明确答复。' },
  // prettier-ignore
  { ago: 322, filer: 'agent2', path: 'closedAfterDecision', kind: 'complaint', topic: '商品质量', customer: ['李先生', '1002'], promise: 6, wants: ['refund', 'apology'], refund: 268, cause: '第三方原因', answer: '同意全额退款二百六十八元，商品无需寄回，并为给您带来的不便致歉。', content: '客户购买的儿童水杯使用两次后杯盖开裂，担心碎片被孩子误食。客户已拍照，要求退款并说明质检情况。' },
  // prettier-ignore
  { ago: 318, filer: 'agent5', path: 'closedUntaken', kind: 'complaint', topic: '物流配送', customer: ['赵女士', '1003'], promise: 5, severity: 'high', wants: ['explanation'], cause: '第三方原因', answer: '包裹已在临近网点找到，今天下午六点前专人送达。', content: '生鲜包裹显示已签收，客户称从未收到，门口监控也没有快递员。商品为老人生日准备，客户情绪激动。' },
  // prettier-ignore
  { ago: 306, filer: 'agent14', path: 'closedAfterReturn', kind: 'inquiry', topic: '优惠与价格', customer: ['孙先生', '1004'], promise: 4, question: '请补充客户下单的时间和领取优惠券的截图编号。', supply: '客户于活动首日晚八点下单，截图编号已录入订单备注。', answer: '优惠券因系统延迟未抵扣，已补发同额优惠券至您的账户。', cause: '系统故障', content: '客户反映满三百减五十的优惠券在结算页没有自动抵扣，提交订单后又提示已使用，希望核实原因。' },
  // prettier-ignore
  { ago: 290, filer: 'agent1', path: 'closedByTime', kind: 'complaint', topic: '账户与会员', customer: ['周女士', '1005'], promise: 8, answer: '会员等级已恢复，消费记录合并完成。', cause: '系统故障', content: '客户更换手机号后会员等级被清零，五年的消费积分无法查询，客户要求恢复并书面说明。' },
  // prettier-ignore
  { ago: 281, filer: 'agent24', path: 'closedAfterEscalation', kind: 'complaint', topic: '商品质量', customer: ['吴先生', '1006'], promise: 6, severity: 'critical', risks: ['injury'], wants: ['compensation', 'callback_by_superior'], reason: '客户要求书面检测结论，超出班组处理权限。', answer: '已安排厂家上门检测，检测费与更换费用由我方承担。', cause: '第三方原因', lesson: '涉及人身安全的来电先确认有无受伤，再谈退换。', content: '客户使用新买的电热毯时插头冒烟，床单烧出小洞，人没有受伤。客户已保留实物，要求主管回电并给出处理方案。' },
  // prettier-ignore
  { ago: 262, filer: 'agent2', path: 'closedAfterDispute', kind: 'complaint', topic: '退款与退货', customer: ['郑女士', '1007'], promise: 5, wants: ['refund'], reason: '客户表示只收到商品款，运费十二元没有退，处理不完整。', answer: '商品款与运费均已退回，请查收。', cause: '员工操作失误', content: '客户收到的外套尺码与订单不符，已按要求寄回。退款只到账一部分，客户认为平台克扣运费。' },
  // prettier-ignore
  { ago: 247, filer: 'agent7', path: 'closedPraise', kind: 'commendation', topic: '服务态度', customer: ['冯先生', '1008'], note: '已转告当班同事，并记入本月表扬。', answer: '感谢您的认可，我们已转达给当班同事。', outcome: 'explained', content: '客户来电表扬上周接待他的同事，说对方耐心地陪老人操作了二十分钟，帮忙找回了误删的订单。' },
  // prettier-ignore
  { ago: 238, filer: 'agent30', path: 'withdrawn', kind: 'inquiry', topic: '物流配送', customer: ['陈女士', '1009'], promise: 4, reason: '客户再次来电说包裹已经收到，不需要处理了。', content: '客户询问包裹三天没有更新物流信息，担心丢件，希望当天给出答复。' },
  // prettier-ignore
  { ago: 214, filer: 'agent19', path: 'closedUnreachable', kind: 'complaint', topic: '优惠与价格', customer: ['褚先生', '1010'], promise: 8, outcome: 'unreachable', answer: '三次致电均未接通，已发送短信说明保价差额的领取方式。', content: '客户购买次日商品降价六十元，要求按保价规则补差额，客服系统显示不符合条件，客户不认可。' },
  // prettier-ignore
  { ago: 190, filer: 'agent1', path: 'closedWithNote', kind: 'complaint', topic: '物流配送', customer: ['卫女士', '1011'], promise: 6, severity: 'high', wants: ['apology', 'explanation'], note: '已联系承运方，确认派件员擅自放在驿站。', answer: '快递公司已致歉，今后您的包裹默认送货上门。', cause: '第三方原因', content: '客户腿部骨折行动不便，下单时备注必须送货上门，快递员仍放在五百米外的驿站，电话里态度生硬。' },
  // prettier-ignore
  { ago: 171, filer: 'agent12', path: 'closedAfterTransfer', kind: 'other', topic: '账户与会员', customer: ['蒋先生', '1012'], promise: 7, to: 'lead3', reason: '该会员由三组跟进，历史记录都在那边。', answer: '企业采购账户的子账号权限已重新开通。', content: '企业客户反映采购账户的子账号无法登录，三名同事的审批流程中断，影响月底结算。' },
  // prettier-ignore
  { ago: 166, filer: 'agent2', path: 'closedUnhappy', kind: 'complaint', topic: '退款与退货', customer: ['沈女士', '1013'], promise: 5, wants: ['refund', 'compensation'], outcome: 'rejected', answer: '定制商品不支持无理由退货，已向您说明下单时的提示，并附赠优惠券。', content: '客户定制的相册印错一个字，客户承认下单时自己填错，但认为客服应当核对，要求全额退款并赔偿。' },
  // prettier-ignore
  { ago: 148, filer: 'agent27', path: 'closedPromiseMissed', kind: 'complaint', topic: '商品质量', customer: ['韩先生', '1014'], promise: 3, severity: 'high', wants: ['callback_by_superior'], answer: '已为您更换新机，并延长保修六个月。', cause: '承诺未兑现', lesson: '需要厂家配合的问题，承诺时间要留出对方的响应时间。', content: '客户购买的洗衣机第三次维修后仍然漏水，楼下邻居家天花板受潮。客户要求三小时内由负责人回电。' },
  // prettier-ignore
  { ago: 120, filer: 'agent33', path: 'closedPraise', kind: 'suggestion', topic: '账户与会员', customer: ['杨女士', '1015'], note: '建议已转交产品部门，编入下季度改进清单。', answer: '感谢您的建议，产品部门已纳入改进计划。', outcome: 'explained', content: '客户建议在订单页增加“修改收货人电话”的入口，目前只能取消重下，优惠也会失效。' },
  // prettier-ignore
  { ago: 97, filer: 'agent1', path: 'closedUntakenTwice', kind: 'complaint', topic: '服务态度', customer: ['朱先生', '1016'], promise: 6, about: 'agent9', wants: ['apology'], answer: '已核听录音并向您致歉，当事同事将接受辅导。', cause: '员工操作失误', content: '客户投诉昨天接线的客服中途打断他说话并直接挂机，要求核听录音并道歉。' },
  // prettier-ignore
  { ago: 74, filer: 'agent10', path: 'closedLater', kind: 'complaint', topic: '退款与退货', customer: ['秦女士', '1017'], promise: 6, answer: '银行已确认退款在途，明日到账。', cause: '第三方原因', content: '客户用信用卡分期购买的手机已退货，银行仍在扣款，客户要求商城与银行一起核实。' },
  // prettier-ignore
  { ago: 40, filer: 'agent2', path: 'resolved', kind: 'inquiry', topic: '优惠与价格', customer: ['尤先生', '1018'], promise: 4, outcome: 'explained', answer: '赠品随主商品分两个包裹发出，另一个包裹明天送达。', content: '客户下单时页面写明赠送一套餐具，收到的包裹里没有赠品，询问是否漏发。' },
  // prettier-ignore
  { ago: 26, filer: 'agent16', path: 'resolvedUnhappy', kind: 'complaint', topic: '商品质量', customer: ['许女士', '1019'], promise: 5, wants: ['refund'], outcome: 'partly_solved', answer: '同意退还一半货款，商品由您保留。', content: '客户购买的羽绒服钻绒严重，穿两次就满身白毛，要求全额退款，商品已剪标。' },
  // prettier-ignore
  { ago: 6.2, filer: 'agent1', path: 'disputed', kind: 'complaint', topic: '物流配送', customer: ['何先生', '1020'], promise: 5, reason: '客户说赔付只按运费算，没有考虑冷链商品已经变质，不认可这个结果。', answer: '已按运费的三倍赔付。', outcome: 'partly_solved', wants: ['compensation'], content: '冷链海鲜在途停留三天，送到时已经化冻变味，客户拒收后快递员放下就走。' },
  // prettier-ignore
  { ago: 4.4, filer: 'agent2', path: 'decided', kind: 'complaint', topic: '退款与退货', customer: ['吕女士', '1021'], promise: 10, refund: 459, wants: ['refund'], cause: '系统故障', answer: '重复扣款四百五十九元已提交原路退回。', content: '客户付款时页面卡住，重试后被扣款两次，订单只生成一个，客户要求退回多扣的一笔。' },
  // prettier-ignore
  { ago: 3.1, filer: 'agent1', path: 'workingNoted', kind: 'complaint', topic: '账户与会员', customer: ['施先生', '1022'], promise: 9, severity: 'high', risks: ['personal_data'], wants: ['explanation'], note: '已请信息安全同事查看登录记录，等待回复。', content: '客户收到陌生人报出他完整收货地址的电话，怀疑订单信息泄露，要求说明信息来源并保留投诉权利。' },
  // prettier-ignore
  { ago: 2.3, filer: 'agent2', path: 'returned', kind: 'inquiry', topic: '优惠与价格', customer: ['张女士', '1023'], promise: 8, question: '请确认客户参加的是哪一场活动，订单尾号是多少？', content: '客户参加限时抢购，付款成功后订单被系统取消，询问是否可以按活动价重新下单。' },
  // prettier-ignore
  { ago: 1.25, filer: 'agent8', path: 'untakenThenWorking', kind: 'complaint', topic: '物流配送', customer: ['孔先生', '1024'], promise: 6, severity: 'high', wants: ['callback_by_superior'], content: '大件沙发约好上午送货，司机临时改到晚上且要求加收搬楼费，客户请了一天假在家等候。' },
  // prettier-ignore
  { ago: 0.75, filer: 'agent1', path: 'fresh', kind: 'complaint', topic: '商品质量', customer: ['曹女士', '1025'], promise: 5, wants: ['refund', 'explanation'], content: '客户给宝宝购买的奶粉罐底日期与箱体不一致，怀疑是调包商品，已暂停食用，要求尽快核实批次。' },
  // prettier-ignore
  { ago: 0.55, filer: 'agent2', path: 'working', kind: 'complaint', topic: '服务态度', customer: ['严先生', '1026'], promise: 6, about: 'lead1', wants: ['apology', 'callback_by_superior'], content: '客户表示此前负责回电的组长语气敷衍，说“规定就是这样”，要求由组长的上级回电并道歉。' },
  // prettier-ignore
  { ago: 0.3, filer: 'agent1', path: 'fresh', kind: 'complaint', topic: '退款与退货', customer: ['华女士', '1027'], promise: 4, severity: 'critical', risks: ['media', 'legal'], wants: ['refund', 'apology'], content: '客户称家电退货被拒三次，已联系本地媒体，下午四点前没有明确答复就公开聊天记录，并向法院起诉。' },
  // prettier-ignore
  { ago: 0.15, filer: 'agent2', path: 'fresh', kind: 'inquiry', topic: '账户与会员', customer: ['金先生', '1028'], promise: 8, content: '客户的礼品卡余额在换绑手机后显示为零，想知道是否需要重新激活，希望晚饭前回电。' },
];
