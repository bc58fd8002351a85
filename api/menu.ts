/** Commands as the messengers' menus show them, in their order. */
export const COMMAND_MENU = {
  customer: ['start', 'help', 'stop'],
  staff: [
    'new',
    'deals',
    'deal',
    'invoice',
    'invoices',
    'qr',
    'refund',
    'cancel',
    'remind',
    'unmatched',
    'stats',
    'team',
    'help',
  ],
} as const;
