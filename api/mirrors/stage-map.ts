import { STAGES, type Stage } from '../../domain/deal.ts';

type StageIds = Partial<Record<Stage, string>>;

/** `lead=123,paid=142`; null for anything else: a stage that we don't have, one named twice, an id of another form. */
export function stageMapOf(text: string, isId: (id: string) => boolean): StageIds | null {
  const found: StageIds = {};
  for (const part of text.split(',')) {
    const [stage = '', id = '', ...more] = part.split('=').map((each) => each.trim());
    if (more.length > 0 || !isStage(stage) || found[stage] !== undefined || !isId(id)) return null;
    found[stage] = id;
  }
  return found;
}

/** What is expected where `stageMapOf` gives null. @param example such as `lead=123,paid=142` */
export function stageMapHint(example: string): string {
  return `pairs like ${example}, each stage once: ${STAGES.join(', ')}`;
}

function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text);
}
