import { describe, expect, it } from 'vitest';
import {
  changeStaff,
  firstOwner,
  invite,
  type Join,
  join,
  removeStaff,
} from '../../domain/decisions/team.ts';
import type { Invite } from '../../domain/staff.ts';
import { context, NOON, staff } from '../support/world.ts';

const DAY = 24 * 3_600_000;

function card(over: Partial<Invite> = {}): Invite {
  const [made] = invite('hash', 'manager', staff(), context()).invites ?? [];
  if (!made) throw new Error('no invitation');
  return { ...made, version: 1, ...over };
}

const command = (over: Partial<Join> = {}): Join => ({
  invite: card(),
  channel: 'telegram',
  address: '1002',
  name: 'Борис',
  locale: 'ru',
  before: null,
  ...over,
});

function joined(over: Partial<Join> = {}) {
  const result = join(command(over), context());
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

describe('an invitation', () => {
  it('is good for a day, and of its token only the hash is kept', () => {
    expect(card()).toMatchObject({
      tokenHash: 'hash',
      role: 'manager',
      createdBy: 'anna',
      expiresAt: NOON + DAY,
    });
    expect(join(command({ invite: card({ expiresAt: NOON }) }), context()).ok).toBe(true);
  });

  it.each([
    ['that is too old', card({ expiresAt: NOON - 1 })],
    ['that somebody used', card({ usedBy: 'ivan' })],
    ['that nobody made', null],
  ])('%s lets nobody in', (_what, used) => {
    expect(join(command({ invite: used }), context())).toMatchObject({ ok: false, code: 'invite_expired' });
  });

  it('is used up by whoever opens it, with a line on the team’s timeline', () => {
    const { staff: member, changes } = joined();
    expect(changes.invites).toMatchObject([{ tokenHash: 'hash', usedBy: member.id }]);
    expect(changes.history).toMatchObject([
      { stream: 'team', type: 'staff_joined', data: { role: 'manager' } },
    ]);
  });
});

describe('somebody who joins', () => {
  it('has the role of the invitation and the ceilings of a new colleague', () => {
    expect(joined().staff).toMatchObject({
      name: 'Борис',
      role: 'manager',
      active: true,
      invoiceCeiling: 30_000_000n,
      refundCeiling: 3_000_000n,
      version: 0,
    });
  });

  it('again keeps what they had, in the new role and under the new name', () => {
    const before = staff({ id: 'boris', role: 'viewer', active: false, invoiceCeiling: 5n, version: 7 });
    expect(joined({ before }).staff).toMatchObject({
      id: 'boris',
      role: 'manager',
      active: true,
      name: 'Борис',
      invoiceCeiling: 5n,
      version: 7,
    });
  });

  it('after having been an owner does not bring an owner’s ceilings along', () => {
    const before = staff({ role: 'owner', active: false, invoiceCeiling: null, refundCeiling: null });
    expect(joined({ before }).staff).toMatchObject({
      role: 'manager',
      invoiceCeiling: 30_000_000n,
      refundCeiling: 3_000_000n,
    });
  });

  it('as an owner already is nothing to do: no invitation takes their role away', () => {
    expect(join(command({ before: staff() }), context())).toMatchObject({ code: 'nothing_to_do' });
  });
});

describe('the team', () => {
  it('begins with an owner without ceilings', () => {
    const changes = firstOwner(
      { channel: 'telegram', address: '1001', name: 'Анна', locale: 'ru' },
      context(),
    );
    expect(changes.staff).toMatchObject([
      { role: 'owner', invoiceCeiling: null, refundCeiling: null, active: true },
    ]);
  });

  it('keeps its last owner', () => {
    const boris = staff({ id: 'boris', role: 'manager' });
    const gone = staff({ id: 'ivan', active: false });
    expect(removeStaff(staff(), [staff(), boris, gone], context())).toMatchObject({ code: 'last_owner' });
    expect(removeStaff(staff(), [staff(), staff({ id: 'olga' })], context()).ok).toBe(true);
  });

  it('takes access away once, with a line on its timeline', () => {
    const boris = staff({ id: 'boris', role: 'manager' });
    const removed = removeStaff(boris, [staff(), boris], context());
    expect(removed).toMatchObject({
      ok: true,
      value: {
        staff: [{ id: 'boris', active: false }],
        history: [{ stream: 'team', type: 'staff_removed', data: { staff: 'boris', role: 'manager' } }],
      },
    });
    const inactive = { ...boris, active: false };
    expect(removeStaff(inactive, [staff(), inactive], context())).toMatchObject({ code: 'nothing_to_do' });
  });

  it('writes down every change of a colleague', () => {
    const changes = changeStaff(staff({ refundCeiling: 1n }), 'ceiling_changed', context());
    expect(changes.staff).toMatchObject([{ id: 'anna', refundCeiling: 1n }]);
    expect(changes.history).toMatchObject([
      { type: 'ceiling_changed', data: { staff: 'anna', role: 'owner' } },
    ]);
  });
});
