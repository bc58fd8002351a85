import { amocrmDriver } from '../support/amocrm.ts';
import { mirrorContract } from './mirror.ts';

mirrorContract('amoCRM', () => amocrmDriver());
mirrorContract('amoCRM, deleted leads not found', () => amocrmDriver({ deleted: 'not_found' }));
mirrorContract('amoCRM, deleted leads shown as such', () => amocrmDriver({ deleted: 'flag' }));
mirrorContract('amoCRM, whose search is late', () => amocrmDriver({ searchLagMs: 3_600_000 }));
