import { readingOf } from './pinyin.rules';

describe('how a name is read', () => {
  it.each([
    ['退款', 'tuikuan', 'tk'],
    ['退款与退货', 'tuikuanyutuihuo', 'tkyth'],
    ['重复扣款', 'chongfukoukuan', 'cfkk'],
    ['重要投诉', 'zhongyaotousu', 'zyts'],
    ['银行卡', 'yinhangka', 'yhk'],
    ['行程单', 'xingchengdan', 'xcd'],
    ['长途资费', 'changtuzifei', 'ctzf'],
    ['女装退货', 'nvzhuangtuihuo', 'nzth'],
    ['VIP会员', 'viphuiyuan', 'viphy'],
    ['５G 套餐', '5gtaocan', '5gtc'],
    ['Wi-Fi（家庭）', 'wifijiating', 'wifijt'],
    ['Refund', 'refund', 'refund'],
    ['—', '', ''],
  ])('%s is %s, %s', (name, pinyin, initials) => expect(readingOf(name)).toEqual({ pinyin, initials }));
});
