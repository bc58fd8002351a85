import type { CheckLine } from '../../domain/ports/doctor.ts';
import type { Mirror } from '../../domain/ports/mirror.ts';
import type { Failure } from '../../domain/result.ts';
import { type DoctorDesk, fail, ok, warn, whyOf } from './desk.ts';

/** Other CRMs: whether they know the key and the pipeline, and have every stage that deals are to be put into. */
export async function checkMirrors({ mirrors }: Pick<DoctorDesk, 'mirrors'>): Promise<CheckLine[]> {
  return (await Promise.all(mirrors.map(checkMirror))).flat();
}

async function checkMirror(mirror: Mirror): Promise<CheckLine[]> {
  const known = await mirror.check();
  if (!known.ok) return [unwell(mirror, known)];
  const stages = await mirror.stages();
  if (!stages.ok && stages.category === 'not_found') return [fail('mirror-pipeline', { mirror: mirror.id })];
  if (!stages.ok) return [unwell(mirror, stages)];
  const there = new Set(stages.value.map(({ id }) => id));
  const listed = stages.value.map(({ id, name }) => `${id} ${name}`).join(', ');
  const about = { mirror: mirror.id, stages: listed };
  const mapped = Object.entries(mirror.stageIds);
  const lost = mapped.filter(([, id]) => !there.has(id)).map(([stage, id]) => `${stage}=${id}`);
  if (lost.length > 0) return [fail('mirror-stages', { ...about, lost: lost.join(', ') })];
  return [mapped.length > 0 ? ok('mirror-ok', about) : warn('mirror-unmapped', about)];
}

function unwell(mirror: Mirror, failure: Failure): CheckLine {
  const ours =
    failure.category === 'auth' || failure.category === 'invalid' || failure.category === 'not_found';
  return fail(ours ? 'mirror-key' : 'mirror-away', { mirror: mirror.id, why: whyOf(failure) });
}
