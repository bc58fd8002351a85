/** A person of the playground, as an emulated messenger takes it, and what the page says of them. */
export interface CastMember {
  /** In WhatsApp the number, in digits. */
  readonly id: number;
  readonly messenger: 'telegram' | 'whatsapp';
  readonly first_name: string;
  readonly last_name: string;
  readonly username: string;
  readonly language_code: string;
  readonly role: 'customer' | 'manager';
  /** The phone is on the page from the start; others are added by a button. */
  readonly shown: boolean;
  /** Has opened the bot already, as whoever sets up a shop has. */
  readonly opened: boolean;
}

function member(
  id: number,
  name: string,
  language_code: string,
  username: string,
  shown: boolean,
): CastMember {
  const [first_name = '', last_name = ''] = name.split(' ');
  const role = id < 2000 ? 'manager' : 'customer';
  const opened = id === 1001;
  return { id, messenger: 'telegram', first_name, last_name, username, language_code, role, shown, opened };
}

/** A customer with WhatsApp, by the number. */
function inWhatsApp(id: number, name: string, language_code: string): CastMember {
  return { ...member(id, name, language_code, '', false), messenger: 'whatsapp' };
}

/** Invented people. 1001 is the owner whom the sandbox puts into the team. */
export const CAST: readonly CastMember[] = [
  member(2001, 'Мария Орлова', 'ru', 'maria_orlova', true),
  member(1001, 'Анна Котова', 'ru', 'anna_kotova', true),
  inWhatsApp(79_000_000_031, 'Светлана Ким', 'ru'),
  member(2002, 'James Miller', 'en', 'james_miller', false),
  member(1002, 'Олег Титов', 'ru', 'oleg_titov', false),
  member(2003, 'Ирина Белова', 'ru', 'irina_belova', false),
  member(2004, 'Emma Clark', 'en', 'emma_clark', false),
  inWhatsApp(79_000_000_032, 'Oliver Grant', 'en'),
];
