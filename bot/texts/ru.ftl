# Все слова на русском. Обращение на «вы», без канцелярита; знак в начале строки только там, где он
# помогает понять, что произошло. Разметка: <b>, <i>, <code>.


## Общее

until-day = до { $when } включительно
until-moment = до { $when }
customer-unnamed = Клиент без имени
item = • { $title } — { $amount }
item-many = • { $title } × { $quantity } — { $amount }
whose = { $customer } · сделка №{ $deal }
pay-elsewhere = Покупатель платит маркетплейсу, чек пробивает он же
pay-link = Ссылка для клиента: { $url }
no-ceiling = без ограничений
up-to = до { $sum }


## Способы оплаты

kind-sbp = СБП
kind-card = карта
kind-wallet = кошелёк
kind-instalments = рассрочка
kind-transfer = банковский перевод
kind-stars = Telegram Stars
kind-cash = наличные
kind-marketplace = маркетплейс

pay-sbp = Оплатить по СБП
pay-card = Оплатить картой
pay-wallet = Оплатить кошельком
pay-instalments = Оплатить частями
pay-transfer = Оплатить переводом
pay-stars = Оплатить Stars
pay-any = Оплатить
pay-all = Все способы и QR-код
pay-other = Другие способы


## Стадии сделки и состояния счёта

stage-lead = новая
stage-in_work = в работе
stage-invoice_issued = счёт выставлен
stage-awaiting_payment = ждём оплату
stage-partially_paid = оплачена частично
stage-paid = оплачена
stage-partially_refunded = часть денег возвращена
stage-refunded = деньги возвращены
stage-disputed = спор с банком
stage-cancelled = счёт отменён
stage-lost = отказ

invoice-state-open = ждёт оплаты
invoice-state-planned = впереди
invoice-state-partially_paid = оплачен частично
invoice-state-paid = оплачен
invoice-state-partially_refunded = часть денег возвращена
invoice-state-refunded = деньги возвращены
invoice-state-disputed = спор с банком
invoice-state-cancelled = отменён
invoice-state-expired = срок прошёл

origin =
    { $origin ->
        [telegram] Telegram
        [whatsapp] WhatsApp
        [sandbox] песочница
        [ozon] Ozon
        [site] сайт
        [api] другая система
        [staff] сделка от сотрудника
        [unknown_money] возврат неизвестных денег
        [transfer] банковская выписка
       *[other] { $origin }
    }

role-owner = владелец
role-manager = менеджер
role-viewer = наблюдатель


## Клиенту: знакомство

lead-greeting =
    Здравствуйте! Здесь можно обсудить заказ и сразу его оплатить.
    Я бот: запишу главное, а отвечать будет живой менеджер, прямо в этом чате.
lead-greeting-heard =
    Здравствуйте! Ваше сообщение уже у менеджера, он ответит прямо здесь.
    Я бот и помогу не потерять важное.
lead-need = Расскажите, пожалуйста, что вам нужно?
lead-name = Как к вам обращаться?
lead-phone = Оставите телефон? Пригодится, если по телефону выйдет быстрее.
lead-skip = Пропустить
lead-share-phone = Отправить мой номер
lead-passed-on = Передал менеджеру.
lead-finished = Спасибо! Всё записал, менеджер ответит здесь. Если вспомните что-то ещё, просто допишите.
lead-finished-name = Спасибо, { $name }! Всё записал, менеджер ответит здесь. Если вспомните что-то ещё, просто допишите.


## Клиенту: разговор

same-person = С этого номера нам уже писали, { $channel }. Это вы? Тогда продолжим тот же разговор здесь.
button-same-yes = Да, это я
button-same-no = Нет
same-joined = Хорошо, продолжаем здесь. Менеджер всё видит.
same-joined-about = Хорошо, продолжаем здесь: «{ $title }». Менеджер всё видит.
same-elsewhere = Вы подтвердили свой номер в другом мессенджере ({ $channel }), и теперь мы ответим там. Если это были не вы, напишите сюда.
welcome-back = С возвращением! Ваш запрос у нас, менеджер ответит здесь. Пишите, если есть что добавить.
welcome-back-about = С возвращением! Ваш запрос «{ $title }» у нас, менеджер ответит здесь. Пишите, если есть что добавить.
welcome-back-invoice = Счёт №{ $number } ждёт оплаты: <b>{ $due }</b>.
passed-on = Передал менеджеру, он ответит здесь.
customer-help =
    Пишите сюда обычными словами, присылайте фото и файлы: всё это видит менеджер, он и ответит.

    Счета приходят в этот же чат. Оплатить можно по кнопке под счётом или по QR-коду, подтверждение придёт само.

    /stop — не напоминать об оплате
reminders-stopped = Хорошо, напоминать об оплате больше не буду. Счета, подтверждения и ответы менеджера будут приходить как раньше.
unsupported = Такое сообщение я передать не могу. Напишите словами или пришлите фото, голосовое или файл: менеджер всё увидит.
media-not-shown = 📎 Менеджер отправил { $what }, но сюда его не передать. Попросите прислать по-другому.


## Клиенту: счёт

invoice-issued = 🧾 <b>Счёт №{ $number }</b>
invoice-total = Итого: <b>{ $total }</b>
invoice-due = Оплатить { $until }
invoice-next = Нажмите кнопку ниже или наведите камеру на QR-код. Как только деньги придут, я сразу напишу.
chat-invoice-title = Счёт №{ $number }
chat-invoice-pay = Заплатить { $amount }

reminder-0 = 🔔 Напоминаю про счёт №{ $number }: <b>{ $due }</b>.
reminder-0-next = Это займёт минуту, прямо по кнопке ниже.
reminder-1 = 🔔 Счёт №{ $number } на <b>{ $due }</b> пока ждёт оплаты.
reminder-1-next = Остались вопросы? Напишите сюда, менеджер поможет.
reminder-2 = 🔔 Счёт №{ $number } на <b>{ $due }</b> всё ещё не оплачен.
reminder-2-next = Если он вам больше не нужен, нажмите «Не нужно». А чтобы я вообще не напоминал об оплате, напишите «стоп».
reminder-begun = Вы уже оплатили { $paid } из { $total }.

invoice-cancelled = Счёт №{ $number } на { $total } отменён, платить по нему не нужно. Если это неожиданно, напишите сюда.
invoice-expired = ⏳ Срок оплаты счёта №{ $number } на { $total } прошёл. Если он ещё нужен, напишите сюда: менеджер выставит новый.

button-tomorrow = Напомнить завтра
button-paid = Уже оплачено
button-decline = Не нужно

not-found-yet =
    Спасибо, что сказали! Банк ещё не подтвердил оплату счёта №{ $number }, так бывает первые несколько минут. Я проверю ещё раз и сразу напишу.

    Если деньги у вас уже списались, второй раз платить не нужно. А если это было давно, пришлите сюда чек: менеджер разберётся.
declined = Хорошо, про счёт №{ $number } больше не напомню. Менеджер уже знает. Если передумаете, просто напишите.
will-remind = Хорошо, напомню про счёт №{ $number } завтра.
paid-found-toast = Оплата нашлась, спасибо!
no-receipt = Этого чека здесь нет: оплата ещё не пришла или чек уже сохранён в другом чате. Если вы только что заплатили, откройте ссылку ещё раз через минуту.
button-old = Эта кнопка уже не действует.


## Клиенту: деньги

paid-title = ✅ <b>Счёт №{ $number } оплачен.</b> Спасибо!
paid-total = Оплачено: <b>{ $total }</b>
paid-last-part = Последний платёж: { $amount }
paid-next = Менеджер уже знает об оплате и напишет здесь, что дальше.
part-paid = ⏳ Получили <b>{ $amount }</b> по счёту №{ $number }, спасибо!
part-paid-left = Оплачено { $paid } из { $total }, осталось <b>{ $due }</b>. Доплатить можно любым способом.

money-held = 🔒 По счёту №{ $number } забронировано <b>{ $amount }</b>.
money-held-next = Это ещё не оплата: деньги у вас, банк их только придержал. Спишем, когда менеджер всё подтвердит. Если этого не случится { $until }, бронь снимется сама.
hold-released = 🔓 Бронь <b>{ $amount }</b> по счёту №{ $number } снята, мы ничего не списали. Банк сам вернёт деньги в доступный остаток, обычно за несколько дней.
hold-released-asks = Счёт в силе, его можно оплатить ещё раз.
held-toast = Деньги забронированы. Второй раз платить не нужно.

payment-failed = ⚠️ Оплата по счёту №{ $number } не прошла: { $because }.
payment-failed-next = Деньги к нам не поступили. Если банк показывает списание, он вернёт его сам. Счёт в силе: попробуйте ещё раз или выберите другой способ.
failure-funds = на счёте не хватило денег
failure-expired_card = срок действия карты истёк
failure-details = в данных карты ошибка
failure-confirmation = платёж не подтверждён в банке
failure-limit = превышен лимит банка
failure-time = время на оплату вышло
failure-cancelled = платёж отменён
failure-bank = банк отклонил платёж
failure-other = банк не назвал причину

overpaid = 💰 От вас пришло <b>{ $amount }</b> сверх счёта №{ $number }. Деньги не потеряются: менеджер уже знает и напишет сюда, как их вернуть.
too-fast = Не успеваю читать: сообщений слишком много. Последние я не записал. Подождите минуту и напишите ещё раз, пожалуйста.
receipt-sale = 🧾 Чек по счёту №{ $number } на { $amount }
receipt-closing = 🧾 Итоговый чек по счёту №{ $number } на { $amount }
receipt-refund = 🧾 Чек возврата по счёту №{ $number } на { $amount }
receipt-numbers = ФН { $storage }, ФД { $document }, ФП { $attribute }
receipt-contact-wanted = 🧾 Оплата { $amount } по счёту №{ $number } пришла. Напишите почту или номер телефона, и пришлём чек.
receipt-goes-to = Спасибо! Чек придёт на <b>{ $to }</b>.
button-receipt = Открыть чек
button-receipt-contact = Куда прислать чек
refund-sent = ↩️ Вернули вам <b>{ $amount }</b> по счёту №{ $number }.
refund-sent-extra = ↩️ Вернули вам <b>{ $amount }</b>, пришедшие сверх счёта №{ $number }.
refund-sent-next = Деньги придут туда же, откуда вы платили. Обычно это занимает от нескольких минут до нескольких дней, зависит от банка.


## Сотруднику: сделка

deal-new = 🆕 Новая сделка
deal-title = <b>Сделка №{ $deal }</b> · { $title }
deal-untitled = без названия
deal-customer = Клиент: { $customer }
deal-customer-phone = Клиент: { $customer }, { $phone }
deal-unreachable = 🔕 Сообщения до клиента не доходят
deal-stage = Стадия: { $stage }
deal-responsible = Ведёт: { $name }
deal-free = Ведёт: пока никто
deal-source = Откуда: { $source }
deal-invoice = Счёт №{ $number } · { $total } · { $state }
deal-invoice-left = Счёт №{ $number } · { $total } · { $state }, осталось { $due }
deal-invoices-more =
    и ещё { $count ->
        [one] { $count } счёт
        [few] { $count } счёта
       *[many] { $count } счетов
    }

timeline = <i>Как было</i>
event-opened = { $when }: сделка открыта
event-issued = { $when }: счёт №{ $number } на { $sum }
event-paid = { $when }: пришло { $sum } по счёту №{ $number }, { $kind }
event-refunded = { $when }: возвращено { $sum } по счёту №{ $number }
event-disputed = { $when }: банк оспорил { $sum } по счёту №{ $number }

told-title = <i>Что дошло до клиента</i>
told-delivered = { $what }: доставлено { $when }
told-read = { $what }: прочитано { $when }
told-failed = { $what }: не доставлено (<code>{ $reason }</code>)
told-invoice = Счёт №{ $number }
told-reminder = Напоминание о счёте №{ $number }
told-answer = Ваш ответ
told-message = Сообщение

deals-title = <b>Сделки</b>, новые сверху
deals-row = { $customer } · { $stage } · { $name }
deals-row-free = { $customer } · { $stage } · никто не ведёт
deals-none = Сделок пока нет. Первая появится, когда напишет клиент. А можно открыть её самому: <code>/new Логотип для кафе</code>
invoices-title = <b>Счета</b>, новые сверху
invoices-row = №{ $number } · { $total } · { $state } · сделка №{ $deal }
invoices-none = Счетов пока нет. Чтобы выставить первый, напишите номер сделки, сумму и за что: <code>/invoice 1 15000 Логотип</code>
list-end = Дальше ничего нет.

button-take = Взять сделку
button-invoice = Выставить счёт
button-invoice-again = Выставить новый счёт
button-answer = Ответить
button-bill = Счёт №{ $number }
button-lost = Отказ
button-deal = Сделка №{ $deal }
button-deal-of = №{ $deal } · { $customer }
button-open-deal = Открыть сделку
button-back = ← Назад
button-newer = ← Новее
button-older = Старее →
button-deals = Сделки
button-invoices = Счета

deal-taken-toast = Сделка ваша
deal-yours-toast = Эту сделку уже ведёте вы

lost-ask = Почему сделка №{ $deal } не состоялась? Выберите причину или напишите свою.
lost-reason-1 = Дорого
lost-reason-2 = Уже не нужно
lost-reason-3 = Выбрали других
lost-reason-4 = Нет ответа
lost-reason-5 = Не наш профиль
deal-lost = Сделка №{ $deal } закрыта как отказ, её неоплаченные счета отменены. Если клиент передумает, выставьте новый счёт, и она оживёт.


## Сотруднику: разговор с клиентом

said = 💬 <b>{ $name }</b> · сделка №{ $deal }
said-edited = ✏️ <b>{ $name }</b> · сделка №{ $deal } · исправлено
media-elsewhere = 📎 Вложение ({ $what }) можно открыть только в { $channel }.
media-photo = фото
media-voice = голосовое сообщение
media-audio = аудио
media-video = видео
media-document = файл
media-sticker = стикер
ask-answer = Напишите, что ответить: { $name }, сделка №{ $deal }. Можно прислать фото или файл.
sent-to-customer = Отправлено: { $name }, сделка №{ $deal }
edits-stay-here = Клиент правку не увидит, у него осталось прежнее сообщение. Если это важно, отправьте новое.
unsupported-staff = Такое сообщение клиенту не передать. Подойдут слова, фото, голосовое или файл.
hint = Не понял, кому это. Чтобы написать клиенту, ответьте на его сообщение или нажмите «Ответить» в сделке. Все команды: /help


## Сотруднику: счёт

ask-title = За что счёт к сделке №{ $deal }? Напишите коротко: эти слова увидит клиент.
ask-quantity = «{ $title }». Сколько? Можно дробью: 0,5
quantity-unreadable = Не понял количество «{ $given }». Напишите число больше нуля, например 2 или 0,5.
ask-price = «{ $title }». Какая цена за единицу? Например, 15000
ask-due = До какого дня оплатить? Выберите или напишите дату, например 31.12
day-unreadable = Не понял дату «{ $given }». Напишите день и месяц, например 31.12
preview = <b>Проверьте счёт</b> · { $customer }, сделка №{ $deal }
preview-no-due = Срок оплаты: не задан
preview-above = Это больше вашего лимита ({ $ceiling }), поэтому сначала спросим владельца.
preview-no-chat = Чата с клиентом нет. Выставьте счёт, и вы получите ссылку для него.
issued = ✅ Счёт №{ $number } на { $total } отправлен клиенту. Когда он заплатит, я сразу напишу.
issued-link = ✅ Счёт №{ $number } на { $total } готов. Чата с клиентом нет, передайте ему ссылку сами.
press-please = Выберите кнопку выше. Начать заново можно в любой момент: /help
stopped = Отменено, ничего не изменилось.
sent-for-approval = 🔐 Спросили владельца. Как только он решит, я напишу. До этого ничего не отправлено.

button-stop = Отмена
button-one = Одна штука
button-due-3d = 3 дня
button-due-7d = Неделя
button-due-none = Без срока
button-send = Отправить клиенту
button-issue = Выставить
button-ask-owner = Спросить владельца
button-add-item = Добавить позицию
button-due = Срок оплаты

invoice-page = <b>Счёт №{ $number }</b> · { $state }
invoice-page-paid = Оплачено: { $paid }
invoice-page-refunded = Возвращено: { $refunded }
invoice-page-due = Осталось: <b>{ $due }</b>
invoice-page-issued = Выставлен { $when }
button-remind = Напомнить клиенту
button-ask-part = Выставить эту часть
button-refund-some = Вернуть деньги
button-cancel-invoice = Отменить счёт
cancel-confirm = Отменить счёт №{ $number } на { $total }?
cancel-confirm-tells = Клиент получит сообщение, что платить не нужно.
button-cancel-yes = Да, отменить счёт
button-keep = Нет, оставить
cancelled = Счёт №{ $number } отменён. Напоминать о нём больше не будем.
reminder-sent = 🔔 Напоминание о счёте №{ $number } уходит клиенту.
reminder-later = 🌙 Сейчас у клиента тихие часы. Напоминание о счёте №{ $number } уйдёт { $when }.


## Сотруднику: возврат

refund-ask-sum = Сколько вернуть по счёту №{ $number }? Можно вернуть до <b>{ $left }</b>. Нажмите кнопку или напишите сумму.
button-refund-all = Всё: { $left }
refund-ask-reason = Возвращаем <b>{ $amount }</b> по счёту №{ $number }. Почему? Выберите или напишите.
refund-reason-1 = Клиент передумал
refund-reason-2 = Не смогли выполнить
refund-reason-3 = Ошибка в сумме
refund-reason-4 = Договорились с клиентом
refund-confirm = Вернуть <b>{ $amount }</b> по счёту №{ $number }?
refund-because = Причина: { $reason }
refund-back-where = Деньги уйдут туда, откуда пришли. Отменить возврат потом нельзя.
refund-above = Это больше вашего лимита ({ $ceiling }), поэтому сначала спросим владельца.
button-refund = Вернуть { $amount }
refund-on-its-way = ↩️ Возврат { $amount } по счёту №{ $number } отправлен. Когда деньги уйдут, клиент об этом узнает.
button-refund-items = Выбрать позиции
refund-pick = Что возвращаем по счёту №{ $number }? Отметьте кнопками. Или напишите номер строки и сколько: <code>1 2</code>
refund-pick-none = { $line }. { $title }: { $quantity } на { $amount }
refund-pick-some = { $line }. { $title }: <b>вернём { $picked }</b> из { $quantity }
refund-pick-sum = К возврату: <b>{ $amount }</b>
refund-pick-unreadable = Не понял «{ $given }». Напишите номер строки и сколько вернуть, не больше, чем есть: <code>1 2</code>
button-item = { $title }
button-item-picked = ✓ { $title }
button-less = −
button-more = +
button-refund-next = Дальше: { $amount }
refund-waits = ⏳ Возврат { $amount } по счёту №{ $number } в пути, { $when }
refund-failed = ⚠️ Возврат { $amount } по счёту №{ $number } не прошёл
button-refund-again = Повторить возврат { $amount }
refund-failure-balance = В платёжном сервисе не хватило ваших денег. Пополните баланс там или дождитесь новых оплат и повторите возврат.
refund-failure-late = Срок возврата этого платежа прошёл. Верните деньги переводом: реквизиты спросите у клиента.
refund-failure-account = Карта или счёт клиента закрыты. Спросите, куда перевести деньги, и верните их переводом.
refund-failure-amount = Сервис считает сумму слишком большой: возможно, часть уже вернули в его кабинете. Сверьте суммы там и повторите.
refund-failure-dispute = Этот платёж оспорен в банке, и деньги сейчас у него. Дождитесь решения по спору.
refund-failure-method = Этот платёж сервис сам не возвращает. Верните деньги в его кабинете или переводом.
refund-failure-other = Деньги остались у вас, клиенту мы ничего не писали. Повторите возврат или верните деньги в кабинете платёжного сервиса.
on-its-way-toast = Сделано, подтверждение придёт сюда


## Сотруднику: что случилось с деньгами

staff-paid = ✅ <b>Счёт №{ $number } оплачен</b> · { $total } · { $kind }
staff-part-paid = ⏳ По счёту №{ $number } пришло <b>{ $amount }</b> ({ $kind }), осталось { $due }
staff-payment-failed = ⚠️ Оплата счёта №{ $number } не прошла: { $because }
staff-payment-failed-next = Клиент об этом знает и может заплатить другим способом.
staff-money-held = 🔒 По счёту №{ $number } забронировано <b>{ $amount }</b> · { $kind }
staff-money-held-next = Это ещё не оплата. Спишите деньги или отпустите их { $until }, иначе они сами вернутся клиенту.
staff-hold-ending = ⏳ Бронь <b>{ $amount }</b> по счёту №{ $number } скоро закончится
staff-hold-ending-next = Решите { $until }. Потом деньги вернутся клиенту, и списать их не получится.
staff-hold-failed = ⚠️ Списать <b>{ $amount }</b> по счёту №{ $number } не получилось
staff-hold-failed-next = Деньги по-прежнему забронированы. Попробуйте ещё раз, спишите другую сумму или отпустите их.
staff-hold-released-staff = 🔓 Бронь { $amount } по счёту №{ $number } снята, клиент об этом знает
staff-hold-released-deadline = ⏳ Бронь <b>{ $amount }</b> по счёту №{ $number } снята: время на решение вышло. Деньги вернулись клиенту
staff-hold-released-not_needed = 🔓 Бронь { $amount } по счёту №{ $number } снята: она больше не нужна
staff-hold-released-bank = ⚠️ Бронь <b>{ $amount }</b> по счёту №{ $number } снял банк. Деньги вернулись клиенту
staff-hold-released-asks = Счёт по-прежнему ждёт оплаты.
button-take-held = Списать { $amount }
button-take-part = Списать часть
button-release-held = Отпустить
button-release-yes = Да, отпустить
hold-part-ask = Сколько списать по счёту №{ $number }? Можно до <b>{ $most }</b>. Напишите сумму, остальное вернётся клиенту.
hold-taking = 💳 Списываем <b>{ $amount }</b> по счёту №{ $number }. Когда банк подтвердит, я напишу.
hold-releasing = 🔓 Отпускаем <b>{ $amount }</b> по счёту №{ $number }. Когда банк подтвердит, я напишу.
release-confirm = Отпустить <b>{ $amount }</b> по счёту №{ $number }? Деньги вернутся клиенту, и списать их потом не получится.
invoice-page-held = Забронировано, но не списано: <b>{ $held }</b>
staff-overpaid = 💰 По счёту №{ $number } пришло лишнее: <b>{ $amount }</b>
staff-extra-next = Деньги записаны отдельно от счёта. Верните их кнопкой или договоритесь с клиентом.
staff-extra-next-either = Деньги записаны отдельно. Решите: зачесть их в этот счёт или вернуть.
staff-mismatch-currency = ⚠️ По счёту №{ $number } на { $total } пришли деньги в другой валюте: <b>{ $amount }</b>. Счёт они не закрыли.
staff-mismatch-cancelled = ⚠️ По отменённому счёту №{ $number } на { $total } пришло <b>{ $amount }</b>
staff-mismatch-expired = ⚠️ По счёту №{ $number } на { $total }, срок которого прошёл, пришло <b>{ $amount }</b>
button-return = Вернуть { $amount }
button-count = Зачесть в счёт №{ $number }
staff-receipt-failed-sale = 🧾 Чек на { $amount } по счёту №{ $number } не пробит
staff-receipt-failed-closing = 🧾 Итоговый чек на { $amount } по счёту №{ $number } не пробит
staff-receipt-failed-refund = 🧾 Чек возврата на { $amount } по счёту №{ $number } не пробит
staff-receipt-slow = 🧾 Чек на { $amount } по счёту №{ $number } пока не пробит
receipt-why = Касса ответила: <code>{ $reason }</code>
receipt-why-no_register = Касса не подключена, а платёжный сервис чеков не пробивает.
receipt-why-register_not_set_up = Касса, через которую пробивали чек, больше не подключена.
receipt-why-not_by_provider = Этот платёжный сервис не пробивает чек отдельно от оплаты.
staff-receipt-failed-next = С деньгами всё в порядке. Исправьте причину и нажмите «Пробить ещё раз» или пробейте чек вручную.
staff-receipt-slow-next = С деньгами всё в порядке, пробуем дальше сами. Если долго нет, проверьте кассу.
button-retry-receipt = Пробить ещё раз
receipt-line-sale = 🧾 Чек на { $amount }: { $state }
receipt-line-closing = 🧾 Итоговый чек на { $amount }: { $state }
receipt-line-refund = 🧾 Чек возврата на { $amount }: { $state }
receipt-state-no_contact = ждёт почту или телефон клиента
receipt-state-creating = пробивается
receipt-state-unknown = пробивается
receipt-state-pending = пробивается
receipt-state-registered = пробит
receipt-state-failed = не пробит
receipt-retried-toast = Пробиваем ещё раз
handed-over-toast = Отметили: выдано. Итоговый чек пробивается
button-ship = 🚚 Передан в доставку
shipped-toast = Отметили. Маркетплейс узнает сам
shipped-before-toast = Уже передан в доставку
button-handed-over = 📦 Выдано клиенту
staff-refund-sent = ↩️ По счёту №{ $number } возвращено <b>{ $amount }</b>
staff-refund-sent-extra = ↩️ По счёту №{ $number } возвращено лишнее: <b>{ $amount }</b>
staff-refund-failed = ⚠️ Возврат { $amount } по счёту №{ $number } не прошёл
staff-vendor-words = Ответ платёжного сервиса: <i>{ $reason }</i>
staff-refund-at-bank = Через мессенджер платежи картой не возвращаются. Верните деньги в кабинете платёжного сервиса, который подключён к боту: платёж <code>{ $payment }</code>. Клиенту мы ничего не писали.
staff-refund-whole-only = Этот платёж можно вернуть только целиком, частями мессенджер не возвращает. Деньги остались у вас, клиенту мы ничего не писали.
staff-disputed-open = ⚠️ <b>Банк оспорил оплату счёта №{ $number }</b> и на время разбора удержал { $amount }. Ответьте ему в кабинете платёжного сервиса: срок короткий.
staff-disputed-reason = Причина: { $reason }
staff-disputed-until = Ответьте банку в кабинете платёжного сервиса { $until }. Доказательства соберёт кнопка.
staff-disputed-soon = Ответьте банку в кабинете платёжного сервиса, срок короткий. Доказательства соберёт кнопка.
staff-dispute-due =
    { $days ->
        [one] ⏳ Остался { $days } день, чтобы ответить банку: оспорена оплата счёта №{ $number } на { $amount }
        [few] ⏳ Осталось { $days } дня, чтобы ответить банку: оспорена оплата счёта №{ $number } на { $amount }
       *[other] ⏳ Осталось { $days } дней, чтобы ответить банку: оспорена оплата счёта №{ $number } на { $amount }
    }
button-evidence = Собрать доказательства
evidence-toast = Собираю, файл придёт сюда
evidence-ready = 📎 <b>Доказательства по спору о счёте №{ $number }</b>: оплата, чеки, переписка и история сделки в одном файле
evidence-ready-next = Проверьте файл и приложите его к ответу банку; из браузера его можно сохранить в PDF. Внутри данные клиента: не пересылайте файл и ссылку посторонним.
button-evidence-open = Открыть в браузере
dispute-reason-credit_not_processed = клиент не получил возврат
dispute-reason-duplicate = клиент считает, что заплатил дважды
dispute-reason-fraudulent = клиент говорит, что не платил
dispute-reason-general = банк не уточнил
dispute-reason-incorrect_account_details = ошибка в реквизитах
dispute-reason-insufficient_funds = на счёте не хватило денег
dispute-reason-product_not_received = клиент не получил заказ
dispute-reason-product_unacceptable = заказ не такой, как обещали
dispute-reason-subscription_canceled = подписка была отменена
dispute-reason-unrecognized = клиент не узнал платёж


## Документ с доказательствами

evidence-title = Доказательства по спору: счёт №{ $number }
evidence-made = Составлено { $when } по записям бота. Время указано дважды: UTC и, ниже, { $zone }.
evidence-dispute = Спор
evidence-sum = Сумма
evidence-reason = Причина
evidence-state = Состояние
evidence-dispute-open = идёт
evidence-dispute-won = решён в пользу продавца
evidence-dispute-lost = решён в пользу покупателя
evidence-opened = Открыт
evidence-answer-until = Ответить до
evidence-closed = Закрыт
evidence-provider = Платёжный сервис
evidence-dispute-id = Номер спора
evidence-deal = Сделка и стороны
evidence-seller = Продавец
evidence-inn = ИНН { $inn }
evidence-deal-number = Сделка №
evidence-source = Откуда пришёл клиент
evidence-deal-opened = Сделка открыта
evidence-responsible = Вёл сделку
evidence-customer = Клиент
evidence-phone = Телефон, со слов клиента
evidence-phone-verified = Телефон, подтверждён мессенджером
evidence-email = Почта
evidence-company = Компания, ИНН
evidence-chat = Чат
evidence-since = Впервые написал
evidence-what = Что
evidence-quantity = Количество
evidence-invoice = Счёт №{ $number }
evidence-total = Итого
evidence-paid = Оплачено
evidence-refunded = Возвращено
evidence-issued = Выставлен
evidence-issued-by = Кто выставил
evidence-asked = Отправлен клиенту
evidence-due = Срок оплаты
evidence-paid-at = Оплачен полностью
evidence-payments = Платежи
evidence-when = Когда
evidence-how = Способ
evidence-ids = Номера у платёжного сервиса
evidence-this-one = этот платёж оспорен
evidence-payment-pending = не завершён
evidence-payment-authorized = деньги удержаны
evidence-payment-succeeded = прошёл
evidence-payment-failed = не прошёл
evidence-payment-expired = срок вышел
evidence-payment-cancelled = отменён
evidence-refunds = Возвраты
evidence-refund-pending = в пути
evidence-refund-succeeded = прошёл
evidence-refund-failed = не прошёл
evidence-receipts = Кассовые чеки
evidence-receipt-kind = Чек
evidence-receipt-sale = приход
evidence-receipt-closing = приход, зачёт предоплаты
evidence-receipt-refund = возврат прихода
evidence-receipt-registered = зарегистрирован
evidence-receipt-failed = не зарегистрирован
evidence-receipt-waits = регистрируется
evidence-fiscal = ФН · ФД · ФПД, ссылка
evidence-timeline = История сделки
evidence-who = Кто
evidence-what-happened = Что произошло
evidence-by-system = Бот
evidence-by-staff = Сотрудник
evidence-by-customer = Клиент
evidence-by-provider = Платёжный сервис
evidence-by-api = Другая система
evidence-conversation = Переписка
evidence-no-words = Переписки с клиентом в записях нет.
evidence-words = Сообщение
evidence-delivered = Доставлено в мессенджер
evidence-not-delivered = нет
evidence-number = №{ $number }
evidence-told-invoice_issued = Счёт
evidence-told-invoice_reminder = Напоминание об оплате
evidence-told-invoice_part_paid = Подтверждение оплаты части
evidence-told-invoice_paid = Подтверждение оплаты
evidence-told-invoice_cancelled = Счёт отменён
evidence-told-invoice_expired = Срок оплаты прошёл
evidence-told-payment_failed = Оплата не прошла
evidence-told-overpaid = Пришло больше, чем нужно
evidence-told-refund_sent = Деньги возвращены
evidence-told-receipt_ready = Кассовый чек
evidence-event-deal_opened = Сделка открыта
evidence-event-deal_taken = Сделку взяли в работу
evidence-event-deal_lost = Сделка закрыта как отказ
evidence-event-customer_wrote = Клиент написал
evidence-event-staff_wrote = Клиенту ответили
evidence-event-customer_says_paid = Клиент сообщил об оплате
evidence-event-customer_declined = Клиент отказался от счёта
evidence-event-customer_unreachable = Сообщения перестали доходить до клиента
evidence-event-customer_joined = Клиент продолжил в другом мессенджере
evidence-event-customer_reachable = Клиент снова на связи
evidence-event-message_delivered = Сообщение доставлено
evidence-event-message_read = Сообщение прочитано
evidence-event-message_failed = Сообщение не дошло
evidence-event-message_undelivered = Сообщение не доставлено
evidence-event-invoice_issued = Счёт выставлен
evidence-event-invoice_asked = Счёт отправлен клиенту
evidence-event-invoice_cancelled = Счёт отменён
evidence-event-invoice_expired = Срок счёта прошёл
evidence-event-reminder_asked = Сотрудник попросил напомнить об оплате
evidence-event-reminder_sent = Напоминание об оплате
evidence-event-reminder_postponed = Напоминание отложено
evidence-event-payment_asked = Клиент начал оплату
evidence-event-payment_opened = Открыта страница оплаты
evidence-event-payment_not_opened = Страница оплаты не открылась
evidence-event-payment_pending = Платёж ждёт
evidence-event-payment_authorized = Деньги удержаны
evidence-event-payment_held = Деньги удержаны
evidence-event-payment_succeeded = Деньги пришли
evidence-event-payment_failed = Оплата не прошла
evidence-event-payment_expired = Время оплаты вышло
evidence-event-payment_cancelled = Оплата отменена
evidence-event-capture_asked = Запрошено списание удержанных денег
evidence-event-capture_failed = Списать удержанные деньги не вышло
evidence-event-release_asked = Удержанные деньги отпущены
evidence-event-credit_applied = Лишние деньги зачтены в счёт
evidence-event-money_entered = Оплата внесена вручную
evidence-event-money_returned = Деньги возвращены
evidence-event-handed_over = Заказ передан клиенту
evidence-event-refund_asked = Запрошен возврат
evidence-event-refund_succeeded = Возврат прошёл
evidence-event-refund_failed = Возврат не прошёл
evidence-event-receipt_registered = Чек зарегистрирован
evidence-event-receipt_failed = Чек не зарегистрирован
evidence-event-receipt_retried = Чек отправлен на регистрацию ещё раз
evidence-event-receipt_kept = Клиент сохранил чек
evidence-event-receipt_contact_given = Клиент дал контакт для чека
evidence-event-approval_asked = Запрошено согласие владельца
evidence-event-approval_given = Владелец согласился
evidence-event-approval_declined = Владелец отказал
evidence-event-dispute_open = Банк оспорил оплату
evidence-event-dispute_won = Спор решён в пользу продавца
evidence-event-dispute_lost = Спор решён в пользу покупателя
evidence-event-stage_changed = Стадия сделки
evidence-event-evidence_made = Собраны доказательства

## Сотруднику: споры
staff-disputed-won = ✅ Спор по счёту №{ $number } решён в вашу пользу, { $amount } снова ваши
staff-disputed-lost = ⚠️ Спор по счёту №{ $number } проигран, { $amount } вернулись клиенту
staff-says-paid = 🔎 Клиент говорит, что оплатил счёт №{ $number } ({ $due }). Платёжный сервис этого пока не видит, проверим ещё раз сами.
staff-says-paid-found = ✅ Клиент сообщил об оплате счёта №{ $number }, платёжный сервис её подтвердил
staff-declined = 🚫 Клиенту больше не нужен счёт №{ $number } на { $due }
staff-declined-next = Напоминания остановлены, но счёт ещё действует. Отмените его или напишите клиенту.
staff-expired = ⏳ Срок счёта №{ $number } на { $total } прошёл, оплаты нет
staff-unreachable-blocked = 🔕 Клиент заблокировал бота
staff-unreachable = 🔕 Сообщения до клиента не доходят (<code>{ $reason }</code>)
staff-unreachable-next = Писать ему отсюда не получится, пока он не напишет сам. Если в сделке есть телефон, позвоните.

## Сотруднику: деньги без счёта

staff-unmatched = ⚠️ Пришли деньги, для которых нет счёта: <b>{ $amount }</b>
staff-unmatched-refund = ⚠️ Покупателю вернулись деньги за оплату, которой у нас нет: <b>{ $amount }</b>
staff-unmatched-dispute = ⚠️ Банк оспорил оплату, которой у нас нет: <b>{ $amount }</b>
staff-unmatched-where = Откуда: { $source }, платёж <code>{ $reference }</code>, { $when }
unmatched-payer = Плательщик: { $name }
unmatched-payer-inn = Плательщик: { $name }, ИНН { $inn }
unmatched-purpose = Назначение: <i>{ $purpose }</i>
unmatched-next = Запись сохранена, деньги не потеряются. Решите, чьи они, или верните их.
unmatched-next-look = Найдите платёж в кабинете сервиса по этому номеру. Здесь менять нечего.
button-whose = Чьи это деньги?
button-give-back = Вернуть отправителю
button-seen = Принято
button-unmatched = Деньги без счёта

unmatched-title = <b>Деньги без счёта</b>. Нажмите сумму, чтобы решить, чьи они.
unmatched-none = Всё на своих местах: денег без счёта нет.
unmatched-row = { $when }: <b>{ $amount }</b>, { $source }
unmatched-row-refund = { $when }: возврат <b>{ $amount }</b>, { $source }
unmatched-row-dispute = { $when }: спор на <b>{ $amount }</b>, { $source }
button-unmatched-row = { $amount }, { $when }

held-title = <b>Деньги сверх счетов</b>. Зачтите их или верните.
held-none = Лишних денег нет: всё зачтено или возвращено.
held-row = Счёт №{ $number } · { $customer }: <b>{ $amount }</b>
button-held = Деньги сверх счетов

whose-title = Чьи это <b>{ $amount }</b>? Выберите счёт.
whose-row = №{ $number } · { $customer } · { $due } · { $day }
whose-row-closed = №{ $number } · { $customer } · { $total }, { $state } · { $day }
whose-why-named = Номер назван в платеже:
whose-why-payer = Счета этой же компании:
whose-why-sum = Сумма совпала:
whose-why-recent = Ждут оплаты:
whose-none = Подходящих счетов нет. Если знаете номер, напишите его.
whose-ask = Напишите номер счёта, например 12
button-other-invoice = Другой счёт

attach-confirm = Зачислить <b>{ $amount }</b> в счёт №{ $number }?
attach-pays = Счёт будет оплачен полностью.
attach-part = Останется оплатить { $left }.
attach-extra = Сверх счёта останется { $extra }: их можно будет вернуть.
attach-nothing = Этот счёт сейчас денег не принимает. Они будут записаны за клиентом, и вы решите, зачесть их или вернуть.
attach-tells = Клиент сразу узнает об этом.
attach-or-keep = Если решать рано, запишите деньги за клиентом: счёт от этого не изменится.
button-attach = Зачислить { $amount }
button-keep-credit = Записать за клиентом
attached = ✅ { $amount } зачислены в счёт №{ $number }.
money-kept = ✅ { $amount } записаны за клиентом. Счёт №{ $number } не изменился.
staff-mismatch-kept = 💰 За клиентом записано <b>{ $amount }</b>, счёт №{ $number } не изменился

give-back-confirm = Вернуть <b>{ $amount }</b> тому, кто их прислал?
give-back-by-hand = Отсюда эти деньги не вернуть. Верните их в кабинете банка или сервиса и нажмите «Уже вернули», тогда мы это запишем.
button-given-back = Уже вернули
given-back = ↩️ Записано: { $amount } возвращены.
give-back-on-its-way = ↩️ Возврат { $amount } отправлен. Когда деньги уйдут, я напишу.
seen = Принято. Запись осталась в истории.


## Сотруднику: деньги, внесённые вручную

button-cash = Внести вручную
cash-ask-sum = Сколько получено по счёту №{ $number }? Осталось <b>{ $due }</b>. Нажмите кнопку или напишите сумму.
button-cash-all = Всё: { $due }
cash-ask-kind = Как получены <b>{ $amount }</b>?
cash-kind-cash = Наличными
cash-kind-card = Картой через терминал
cash-kind-transfer = Переводом
cash-ask-reason = Напишите, от кого и как получены деньги: эти слова останутся в истории сделки.
cash-confirm = Записать <b>{ $amount }</b> по счёту №{ $number }, { $kind }?
cash-because = Откуда: { $reason }
cash-confirm-tells = Клиент получит сообщение об оплате. Если ошибётесь, это исправит возврат.
button-cash-yes = Записать { $amount }
cash-entered = ✅ По счёту №{ $number } записано { $amount }.
refund-hand-over = Эти деньги внесены вручную: отдайте их клиенту сами. Возврат запишем сразу.


## Согласование

approval-wanted-invoice = 🔐 { $name } просит разрешить счёт на <b>{ $amount }</b>
approval-wanted-refund = 🔐 { $name } просит разрешить возврат <b>{ $amount }</b>
approval-about = Сделка №{ $deal }: { $about }
approval-given-invoice = ✅ Счёт на { $amount } разрешён и выставлен, сделка №{ $deal }. Решение: { $name }
approval-given-refund = ✅ Возврат { $amount } разрешён и отправлен, сделка №{ $deal }. Решение: { $name }
approval-declined-invoice = ❌ Счёт на { $amount } не разрешён, сделка №{ $deal }. Клиенту ничего не отправлено. Решение: { $name }
approval-declined-refund = ❌ Возврат { $amount } не разрешён, сделка №{ $deal }. Деньги на месте. Решение: { $name }
button-approve = Разрешить
button-decline-approval = Отклонить


## Команда

team-title =
    <b>Команда</b>: { $count ->
        [one] { $count } человек
        [few] { $count } человека
       *[many] { $count } человек
    }
team-member = <b>{ $name }</b> · { $role }
team-ceilings = Без согласования: счета { $invoices }, возвраты { $refunds }
team-invite = Чтобы изменить права, нажмите имя. Новых людей зовите по ссылке.
button-member = { $name }
button-invite-manager = Позвать менеджера
button-invite-viewer = Позвать наблюдателя
button-invite-owner = Позвать владельца
button-ceiling-invoice = Лимит счёта
button-ceiling-refund = Лимит возврата
button-no-ceiling = Без ограничений
button-remove = Убрать из команды
button-remove-yes = Да, убрать
invite = Приглашение, роль: { $role }. Отправьте человеку эту ссылку. Она сработает один раз и только в течение суток.
invite-link = { $link }
remove-confirm = Убрать из команды: { $name }? Доступ пропадёт сразу, сделки и счета останутся.
removed = { $name }: доступа к боту больше нет. Сделки и счета на месте.
ask-ceiling-invoice = { $name }: до какой суммы выставлять счёт без согласования? Сейчас: { $ceiling }. Напишите сумму, например 300000
ask-ceiling-refund = { $name }: до какой суммы возвращать деньги без согласования? Сейчас: { $ceiling }. Напишите сумму, например 30000
ceiling-changed-invoice = { $name }: счета без согласования — { $ceiling }.
ceiling-changed-refund = { $name }: возвраты без согласования — { $ceiling }.
welcome = 👋 Добро пожаловать, { $name }! Ваша роль: { $role }.


## Владельцу: как платят клиенты

policy-title = <b>Как платят клиенты</b>
policy-title-funnel = <b>Как платят клиенты</b> · воронка { $funnel }
policy-for-people = Людям показываем:
policy-for-companies = Компаниям показываем:
policy-kind = { $place }. { $kind } · сначала { $provider }
policy-hold-on = 🔒 Сначала бронь, списание по вашей кнопке: карты и кошельки. Остальные способы списывают сразу.
policy-hold-off = 🔓 Деньги списываются сразу.
policy-cash-on = 💵 Наличные можно записать вручную.
policy-cash-off = 💵 Наличные вручную не записывают.
policy-pieces-on = 🧩 Новые счета можно оплачивать по частям.
policy-pieces-off = 🧩 Каждый счёт оплачивают целиком.
policy-changed = <i>Последним менял: { $name }, { $when }</i>
policy-first = { $kind }: какой сервис пробовать первым? Если он не ответит, спросим следующий.
button-policy = Как платят клиенты
button-policy-people = Показать для людей
button-policy-companies = Показать для компаний
button-policy-funnel = Воронка { $funnel }
button-policy-back = ← Назад
button-kind-on = ✅ { $kind }
button-kind-off = ⬜ { $kind }
button-kind-up = ↑ { $kind }
button-kind-first = Сервис
button-provider = { $provider }
button-hold-on = Списывать сразу
button-hold-off = Сначала бронировать
button-cash-on = Запретить наличные
button-cash-off = Разрешить наличные
button-pieces-on = Только целиком
button-pieces-off = Разрешить по частям


## Владельцу: сверка с платёжными сервисами

books-title = 📒 <b>Сверка</b> { $from } – { $to }: есть расхождения
books-provider = <b>{ $provider }</b>
books-found = { $type ->
    [refund] • Возврат { $theirs } (<code>{ $id }</code>) до нас вовремя не дошёл. Спросили сервис и записали
   *[other] • Оплата { $theirs } (<code>{ $id }</code>) до нас вовремя не дошла. Спросили сервис и записали
}
books-kept = { $type ->
    [refund] • Возврат { $theirs } (<code>{ $id }</code>) ждёт среди неопознанных денег
   *[other] • Оплата { $theirs } (<code>{ $id }</code>) ждёт среди неопознанных денег
}
books-missing_here = { $type ->
    [refund] • Возврат { $theirs } (<code>{ $id }</code>) есть у сервиса, у нас его нет
   *[other] • Оплата { $theirs } (<code>{ $id }</code>) есть у сервиса, у нас её нет
}
books-missing_there = { $type ->
    [refund] • Возврат { $ours } (<code>{ $id }</code>, сделка №{ $deal }) есть у нас, у сервиса его нет
   *[other] • Оплата { $ours } (<code>{ $id }</code>, сделка №{ $deal }) есть у нас, у сервиса её нет
}
books-amount_differs = { $type ->
    [refund] • Возврат <code>{ $id }</code> (сделка №{ $deal }): у нас { $ours }, у сервиса { $theirs }
   *[other] • Оплата <code>{ $id }</code> (сделка №{ $deal }): у нас { $ours }, у сервиса { $theirs }
}
books-currency_differs = { $type ->
    [refund] • Возврат <code>{ $id }</code> (сделка №{ $deal }) в разных валютах: у нас { $ours }, у сервиса { $theirs }
   *[other] • Оплата <code>{ $id }</code> (сделка №{ $deal }) в разных валютах: у нас { $ours }, у сервиса { $theirs }
}
books-fee_differs = • Комиссия с оплаты <code>{ $id }</code> (сделка №{ $deal }): у нас { $ours }, у сервиса { $theirs }
books-listed = { $provider }: сверили по списку сервиса, записей у нас: { $count }
books-asked = { $provider }: списка у сервиса нет, спросили о каждой оплате, записей у нас: { $count }
books-head-method = способ
books-head-ours = у нас
books-head-theirs = у сервиса
books-head-payment = оплаты
books-head-refund = возвраты
books-kind-unknown = не наше
books-clean = ✅ Расхождений нет
books-open = ⚠️ Расхождений: { $count }
books-nothing = Сверять не с кем: не подключён ни один платёжный сервис.
books-more = …и ещё { $count }. Весь список покажет <code>npm run reconcile</code>
books-unasked = { $count ->
    [one] • Про { $count } оплату сервис не ответил: спросим завтра
    [few] • Про { $count } оплаты сервис не ответил: спросим завтра
   *[other] • Про { $count } оплат сервис не ответил: спросим завтра
}
books-untold = • Оплат, о которых сервис не рассказывает: { $count }. Сверьте их в его кабинете
books-failure = • Сверить не получилось: { $failure }
books-next-found = Если такое повторяется, проверьте адрес уведомлений: кнопка «Проверить кассу» в /help.
books-next-kept = Выберите, чьи это деньги, в списке неопознанных.
books-next-missing_here = Найдите номер в кабинете сервиса: возможно, на тот же магазин принимает деньги другая программа.
books-next-missing_there = Проверьте, тот ли магазин подключён: похоже, ключи от другого или от тестового.
books-next-amount_differs = Верна сумма в кабинете сервиса. Разницу верните клиенту или внесите вручную: старые записи мы не правим.
books-next-currency_differs = Проверьте в кабинете, в какой валюте пришли деньги. Старые записи мы не правим.
books-next-fee_differs = Деньги на месте, разница только в комиссии: передайте её бухгалтеру.
books-next-failure = Проверьте ключи сервиса: кнопка «Проверить кассу» в /help.

## Владельцу: уведомления не приходят

webhooks-silent = { $count ->
    [one] 🔕 <b>{ $provider } молчит больше часа</b>, а { $count } оплата ждёт ответа с { $since }
    [few] 🔕 <b>{ $provider } молчит больше часа</b>, а { $count } оплаты ждут ответа с { $since }
   *[other] 🔕 <b>{ $provider } молчит больше часа</b>, а { $count } оплат ждут ответа с { $since }
}
webhooks-silent-heard = Последнее уведомление пришло { $when }.
webhooks-silent-never = Уведомлений от сервиса ещё не было.
webhooks-silent-calm = Если клиенты пока просто не заплатили, всё в порядке. Мы и сами спрашиваем сервис, деньги не потеряются.
webhooks-silent-next = Если заплатили, проверьте в кабинете сервиса адрес уведомлений:

## Владельцу: другая CRM не принимает сделки

mirror-refused = 🔌 <b>{ $mirror } не принимает новости о сделках</b>: { $why }
mirror-refused-waits = Касса работает как обычно, деньги от этого не зависят. Новости подождут и уйдут сами, если починить доступ в течение трёх дней.
mirror-refused-lost = Касса работает как обычно, деньги от этого не зависят. Новость о сделке №{ $deal } туда не попала.
mirror-refused-next = Что именно поправить, подскажет кнопка «Проверить кассу» в /help.

## Примечания к сделке в другой CRM

mirror-note-payment = Оплата { $amount }: { $kind }
mirror-note-refund = Возврат { $amount }
mirror-note-overpayment = Возврат переплаты { $amount }
mirror-note-dispute-open = Спор с банком на { $amount }: деньги списаны до решения
mirror-note-dispute-won = Спор с банком на { $amount } решён в нашу пользу, деньги вернулись
mirror-note-dispute-lost = Спор с банком на { $amount } проигран, деньги остались у покупателя
mirror-note-invoice = Счёт №{ $number } на { $total }
mirror-note-deal = Сделка в кассе Tillbot: №{ $deal }

## Владельцу: проверка кассы

button-doctor = 🩺 Проверить кассу
doctor-title = { $fails ->
    [0] 🩺 <b>Проверка кассы</b>: всё важное работает
    [one] 🩺 <b>Проверка кассы</b>: { $fails } неисправность
    [few] 🩺 <b>Проверка кассы</b>: { $fails } неисправности
   *[other] 🩺 <b>Проверка кассы</b>: { $fails } неисправностей
}
doctor-url-https = Адрес { $url } защищён
doctor-url-local = Адрес { $url } не виден из интернета
doctor-url-local-next = Клиенты не откроют ссылки на оплату, а сервисы не пришлют уведомлений. Перед запуском укажите в PUBLIC_URL адрес с https.
doctor-url-reached = По адресу { $url } касса отвечает
doctor-url-unreachable = По адресу { $url } касса не отвечает: { $why }
doctor-url-unreachable-next = Проверьте, что касса запущена, домен ведёт на этот сервер, а прокси передаёт запросы на её порт.
doctor-database-durable = Записанное не пропадёт и при отключении питания ({ $settings })
doctor-database-weak = При отключении питания последние оплаты могут пропасть ({ $settings })
doctor-database-weak-next = Включите на сервере базы fsync, synchronous_commit и full_page_writes.
doctor-database-away = База данных не отвечает: { $why }
doctor-database-away-next = Проверьте DATABASE_URL и что сервер базы запущен.
doctor-database-clock = Часы базы и кассы расходятся на { $seconds } с
doctor-database-clock-next = Включите на обоих серверах сверку времени (NTP).
doctor-disk-little = На диске осталось { $free } МБ
doctor-disk-little-next = Освободите место: на полном диске оплаты не записать.
doctor-disk-full = На диске осталось всего { $free } МБ
doctor-disk-full-next = Срочно освободите место: на полном диске оплаты не записать.
doctor-owner-set = Владелец назначен
doctor-owner-missing = У кассы нет владельца
doctor-owner-missing-next = Укажите OWNER=telegram:<ваш номер> и перезапустите кассу.
doctor-owner-channel = Владелец пишет из { $channel }, а этот мессенджер не подключён
doctor-owner-channel-next = Подключите его токен или назначьте владельца в другом мессенджере.
doctor-owner-unreachable = Бот { $name } не может написать владельцу { $address }
doctor-owner-unreachable-next = Пусть владелец откроет бота и нажмёт «Старт».
doctor-channel-none = Не подключён ни один мессенджер
doctor-channel-none-next = Укажите TELEGRAM_BOT_TOKEN (токен выдаёт @BotFather) или WHATSAPP_ACCESS_TOKEN.
doctor-channel-ok = { $channel }: бот { $name } на связи
doctor-channel-key = { $channel } не принимает токен: { $why }
doctor-channel-key-next =
    { $channel ->
        [whatsapp] Выпустите в настройках Meta Business новый токен системного пользователя и проверьте, что он скопирован целиком.
       *[other] Возьмите токен у @BotFather ещё раз и проверьте, что он скопирован целиком.
    }
doctor-channel-away = { $channel } не отвечает: { $why }
doctor-channel-away-next = Проверьте, что с этого сервера мессенджер доступен, и повторите через минуту.
doctor-channel-webhook = { $channel } шлёт сообщения на { $set }, а мы ждём их на { $expected }
doctor-channel-webhook-next = Перезапустите кассу: адрес она ставит сама. Если не помогло, ботом пользуется другая программа: заведите отдельного бота.
doctor-channel-trouble = { $channel } не смог отдать нам сообщение: { $why }
doctor-channel-trouble-next = Если это повторяется, проверьте сертификат и доступность адреса из интернета.
doctor-channel-words = { $channel }: нет одобренных шаблонов { $words }
doctor-channel-words-next = Без них через сутки молчания клиент не получит сообщений. Тексты для одобрения: bot/channels/whatsapp/README.md.
doctor-provider-none = Не подключён ни один платёжный сервис
doctor-provider-none-next = Укажите ключи одного из сервисов: переменные перечислены в .env.example.
doctor-provider-ok = { $provider }: ключи подходят
doctor-provider-key = { $provider } не принимает ключи: { $why }
doctor-provider-key-next = Скопируйте идентификатор и ключ из кабинета сервиса ещё раз.
doctor-provider-away = { $provider } не отвечает: { $why }
doctor-provider-away-next = Проверьте, что с этого сервера сервис доступен, и повторите через минуту.
doctor-provider-test = { $provider }: ключи тестовые, настоящих денег не будет
doctor-provider-test-next = Перед запуском замените их на рабочие.
doctor-webhook-none = { $provider }: уведомлений не будет, у кассы нет адреса в интернете
doctor-webhook-none-next = Оплаты найдём и так, только позже: спросим сервис сами. Чтобы узнавать сразу, укажите в PUBLIC_URL адрес с https.
doctor-webhook-wrong = { $provider } шлёт уведомления не нам: { $set }
doctor-webhook-wrong-next = Укажите в кабинете сервиса адрес { $url }
doctor-webhook-heard = { $provider }: уведомления приходят, последнее { $at }
doctor-webhook-set = { $provider }: адрес уведомлений верный
doctor-webhook-by-hand = { $provider }: уведомлений ещё не было
doctor-webhook-by-hand-next = Проверьте, что в кабинете сервиса указан адрес { $url }
doctor-kinds-offered = Валюта { $currency }, способы оплаты: { $kinds }
doctor-kinds-none = Оплату в { $currency } не принимает ни один сервис
doctor-kinds-none-next = Проверьте CURRENCY или подключите сервис, который принимает эту валюту.
doctor-kind-untaken = Способ «{ $kind }» выбран, но оплату в { $currency } им никто не примет
doctor-kind-untaken-next = Уберите его из способов оплаты или подключите сервис, который его принимает.
doctor-receipts-off = Чеков касса не делает
doctor-receipts-off-next = Если они вам нужны по 54-ФЗ, укажите TAX_SYSTEM и данные продавца (SELLER_…). Если нет, всё в порядке.
doctor-receipts-seller = Для чеков не хватает { $variable }
doctor-receipts-seller-next = Укажите { $variable } и перезапустите кассу.
doctor-receipts-nobody = { $provider } чеков не делает, а облачная касса не подключена
doctor-receipts-nobody-next = Подключите облачную кассу (переменные ATOL_…) или принимайте оплату другим сервисом.
doctor-receipts-switched-off = { $provider }: чеки у магазина выключены
doctor-receipts-switched-off-next = Включите их в кабинете сервиса или подключите облачную кассу (переменные ATOL_…).
doctor-receipts-provider = { $provider } сам делает чеки
doctor-receipts-register = Чеки делает { $register }, ключи подходят
doctor-receipts-register-none = Чеки должна делать касса { $register }, но она не подключена
doctor-receipts-register-none-next = Укажите её ключи (переменные ATOL_…).
doctor-receipts-register-key = Касса { $register } не отвечает как надо: { $why }
doctor-receipts-register-key-next = Проверьте логин, пароль и группу в личном кабинете кассы.
doctor-mirror-ok = { $mirror }: доступ есть, этапы на месте
doctor-mirror-key = { $mirror } не пускает кассу: { $why }
doctor-mirror-key-next = Проверьте адрес и ключ этой CRM, права и оплату аккаунта. Новости о сделках ждут три дня.
doctor-mirror-away = { $mirror } не отвечает: { $why }
doctor-mirror-away-next = Проверьте, что с этого сервера CRM доступна, и повторите через минуту. Новости о сделках подождут.
doctor-mirror-pipeline = { $mirror }: такой воронки нет
doctor-mirror-pipeline-next = Укажите номер воронки, которая есть в этой CRM.
doctor-mirror-stages = { $mirror }: таких этапов в воронке нет: { $lost }
doctor-mirror-stages-next = Есть такие: { $stages }
doctor-mirror-unmapped = { $mirror }: доступ есть, но сделки не будут двигаться по этапам
doctor-mirror-unmapped-next = Если нужно, сопоставьте этапы. Есть такие: { $stages }
doctor-clock-ok = Часы верны (сверили с { $host })
doctor-clock-near = Часы расходятся с { $host } на { $seconds } с
doctor-clock-near-next = Включите сверку времени (NTP): дальше разойдутся и подписи уведомлений.
doctor-clock-off = Часы расходятся с { $host } на { $seconds } с
doctor-clock-off-next = Включите сверку времени (NTP): с такими часами подписанные уведомления отвергаются.
doctor-pay-ok = { $provider }: пробный платёж создан и отменён
doctor-pay-failed = { $provider }: пробный платёж не создаётся: { $why }
doctor-pay-failed-next = Чаще всего не включён способ оплаты, не подписан договор или неверны данные для чека. Остальное подскажет поддержка сервиса.
doctor-pay-left = { $provider }: пробный платёж { $reference } создан, но не отменяется: { $why }
doctor-pay-left-next = Отмените его в кабинете сервиса. Ссылки на него ни у кого нет.
doctor-pay-asks = { $provider }: пробный платёж рабочими ключами не делали
doctor-pay-asks-next = Сделать его и сразу отменить: npm run doctor -- --pay
doctor-pay-by-hand = { $provider }: пробный платёж здесь не отменить, поэтому не делали
doctor-pay-by-hand-next = Выставьте себе небольшой счёт, оплатите и верните деньги: так проверится весь путь.
doctor-check-broke = Часть проверки не получилась: { $why }
doctor-check-broke-next = Повторите через минуту. Если не поможет, покажите эту строку разработчику.

## Справка и команды

help-title = <b>Что можно делать</b> · { $role }
help-deals = /deals — все сделки
help-deal = <code>/deal 1</code> — сделка №1: клиент, счета, что дальше
help-new = <code>/new Логотип для кафе</code> — открыть сделку самому
help-invoice = <code>/invoice 1 15000 Логотип</code> — счёт по сделке №1
help-parts = Частями: <code>/invoice 1 100000 Сайт 50/30/20</code>
help-invoices = /invoices — все счета
help-qr = <code>/qr 1500 Кофе и торт</code> — QR для покупателя рядом
help-remind = <code>/remind 1</code> — напомнить клиенту о счёте №1
help-cancel = <code>/cancel 1</code> — отменить счёт №1
help-refund = <code>/refund 1 500</code> — вернуть 500 по счёту №1, без суммы — всё
help-unmatched = /unmatched — деньги, для которых нет счёта
help-stats = <code>/stats</code> — месяц в четырёх числах
help-team = /team — кто в команде
help-forget = <code>/forget 1</code> — данные клиента сделки №1: выгрузить или стереть
help-help = /help — эта справка
help-answering = Чтобы написать клиенту, ответьте на его сообщение или нажмите «Ответить» в сделке. Почти всё есть и на кнопках.
help-viewer = Вы видите сделки и счета, а менять и писать клиентам могут менеджеры.

counter-open = 🧾 <b>Покажите QR покупателю</b> · { $total }
counter-link = Ссылка, если покупатель не рядом: { $link }
counter-paid = ✅ <b>Оплачено</b> · { $total }
counter-paid-hint = Покупатель может навести камеру ещё раз и сохранить чек в чате.
counter-closed = Счёт №{ $number } закрыт, по этому QR больше не платят.

stats-title = <b>Числа за { $month }</b>
stats-none = В этом месяце счетов не было.
stats-issued = Выставлено: { $count } на { $sum }
stats-paid = Оплачено: { $count } на { $sum }, это { $share } % счетов
stats-before = {" "}(месяцем раньше: { $value })
stats-time = До оплаты: в среднем { $mean }, половина — за { $median }
stats-method = • { $kind }: { $share } % оплат, { $sum }
stats-refunds = Возвраты: { $count } на { $sum }
plan-now = 1-я часть — { $amount }, сразу
plan-later = { $part }-я часть — { $amount }, когда вы решите
plan-day = { $part }-я часть — { $amount }, { $day }
plan-part = <b>Часть { $part } из { $parts }</b>
plan-sums = Всего { $total }, оплачено { $paid }, осталось { $left }
plan-next = Следующая часть: { $day }
unit-day = { $count } д
unit-hour = { $count } ч
unit-minute = { $count } мин

usage-new = Напишите, о чём сделка: <code>/new Логотип для кафе</code>
usage-deal = Напишите номер сделки: <code>/deal 1</code>. Все сделки: /deals
usage-invoice = Напишите номер сделки, сумму и за что: <code>/invoice 1 15000 Логотип</code>. Все сделки: /deals
usage-qr = Напишите сумму и за что: <code>/qr 1500 Кофе и торт</code>
usage-refund = Напишите номер счёта и сумму: <code>/refund 1 500</code>. Без суммы вернём всё, а отдельные позиции можно выбрать кнопкой: <code>/refund 1</code>. Все счета: /invoices
usage-cancel = Напишите номер счёта: <code>/cancel 1</code>. Все счета: /invoices
usage-remind = Напишите номер счёта: <code>/remind 1</code>. Все счета: /invoices
usage-stats = Месяц пишется так: <code>/stats 2026-11</code>. Без месяца покажу текущий: /stats
usage-forget = Напишите номер любой сделки этого клиента: <code>/forget 1</code>. Все сделки: /deals
unknown-command = Команды /{ $name } нет. Все команды: /help

menu-new = Открыть сделку
menu-deals = Все сделки
menu-deal = Сделка по номеру
menu-invoice = Выставить счёт
menu-invoices = Все счета
menu-qr = QR для покупателя рядом
menu-refund = Вернуть деньги
menu-cancel = Отменить счёт
menu-remind = Напомнить об оплате
menu-unmatched = Деньги без счёта
menu-stats = Месяц в числах
menu-team = Команда и права
menu-forget = Данные клиента: выгрузить, стереть
menu-help = Что умеет бот
menu-start = Начать разговор
menu-stop = Не напоминать об оплате


## Отказы: что случилось, что в безопасности, что делать

refusal-not_allowed = На это у вас нет прав, поэтому ничего не изменилось. Права даёт владелец.
refusal-deal_not_found = Сделки №{ $deal } нет. Все сделки: /deals
refusal-deal_closed = В сделке №{ $deal } есть деньги ({ $stage }), закрыть её как отказ нельзя. Ничего не изменилось. Если деньги нужно вернуть, начните с команды /refund.
refusal-deal_taken = Сделку №{ $deal } уже ведёт { $name }. Ничего не изменилось. Договоритесь между собой или попросите владельца.
refusal-invoice_not_found = Такого счёта нет. Все счета: /invoices
refusal-invoice_not_open = Счёт №{ $number }: { $state }. Для него это уже недоступно, ничего не изменилось.
refusal-invoice_expired = Этот срок уже прошёл, ничего не изменилось. Напишите день в будущем, например 31.12
refusal-nothing_to_refund = По счёту №{ $number } возвращать нечего: денег по нему нет или они уже возвращаются.
refusal-refund_too_large = Вернуть { $sum } не получится: по счёту №{ $number } можно вернуть до { $left }. Ничего не отправлено. Напишите сумму поменьше.
refusal-refund_changed = Пока вы решали, по счёту №{ $number } вернули что-то ещё, и сумма изменилась. Ничего не отправлено. Начните возврат заново: <code>/refund { $number }</code>
refusal-items_gone = По счёту №{ $number } столько уже не вернуть: часть позиций вернули раньше. Ничего не отправлено. Посмотреть, что осталось: <code>/refund { $number }</code>
refusal-above_ceiling = { $sum } — это больше вашего лимита ({ $ceiling }). Ничего не отправлено, нужно согласие владельца.
refusal-sum_unreadable = Не понял сумму «{ $given }». Напишите числом: 15000 или 15000,50
refusal-sum_not_positive = Сумма должна быть больше нуля. Напишите её числом, например 15000
refusal-sum_too_precise = Слишком много знаков после запятой: «{ $given }». Округлите сумму, например 15000,50
refusal-sum_too_large = Сумма слишком большая для одного счёта. Проверьте, нет ли лишних нулей.
refusal-title_missing = Не хватает слов, за что счёт. Напишите их после суммы: <code>/invoice { $deal } 15000 Логотип</code>
refusal-plan_not_whole = Части не складываются в сумму счёта: <b>{ $given }</b>. Ничего не создано. Доли должны давать сто, а суммы по датам — весь счёт: <code>/invoice 1 100000 Сайт 50/30/20</code>
refusal-customer_unreachable = Клиенту сейчас не написать: чата с ним нет, он закрыл его или попросил не напоминать. Ничего не отправлено. Если есть телефон, позвоните.
refusal-provider_failed = Платёжный сервис не выполнил просьбу. Деньги не тронуты. Попробуйте ещё раз через минуту.
refusal-provider_unknown = Платёжный сервис пока не ответил, мы переспросим его сами. Через минуту можно повторить: второго платежа из-за этого не будет.
refusal-kind_not_offered = Этим способом сейчас оплатить нельзя. Деньги не списаны. Выберите другой способ.
refusal-money_held = По счёту №{ $number } деньги уже забронированы: { $held }. Второй раз платить не нужно.
refusal-piece_out_of_range = Сейчас можно заплатить от { $least } до { $most }. Деньги не списаны, выберите другую сумму.
refusal-hold_too_small = Списать { $sum } не получится, можно до { $left }. Ничего не изменилось. Напишите сумму поменьше.
refusal-last_kind = Хотя бы один способ должен остаться, иначе никто не сможет заплатить. Ничего не изменилось.
refusal-invite_expired = Это приглашение больше не действует: им уже воспользовались или прошли сутки. Попросите новое.
refusal-already_decided = Это уже решено, второй раз ничего не изменилось.
refusal-last_owner = Это единственный владелец, без него нельзя. Сначала позовите второго: /team
refusal-receipt_contact_wanted = Скажите, куда прислать чек: почту или телефон. Деньги не списаны.
refusal-contact_unreadable = Не похоже ни на почту, ни на телефон. Напишите, например, anna@example.com или +7 900 000-00-01.
refusal-no_register = Касса не подключена. Чек не пробит, деньги в порядке. Подключите кассу и попробуйте ещё раз.
refusal-money_not_found = Такой записи нет, ничего не изменилось. Все деньги без счёта: /unmatched
refusal-money_settled = С этими деньгами уже разобрались. Кто: { $name }, сделка №{ $deal }, счёт №{ $number }. Второй раз ничего не изменилось.
refusal-money_not_returnable = Отсюда эти деньги не вернуть, ничего не изменилось. Верните их в кабинете банка или сервиса ({ $source }) и отметьте это здесь.
refusal-cash_not_allowed = Вносить деньги вручную владелец пока не разрешил. Ничего не изменилось.
refusal-cash_above_due = { $sum } — это больше, чем осталось по счёту №{ $number } ({ $left }). Ничего не записано. Напишите сумму поменьше.
refusal-reason_missing = Не хватает слов, откуда деньги. Ничего не записано. Напишите коротко, например «от курьера».
refusal-nothing_to_do = Менять нечего, всё уже так.
refusal-forget_too_early =
    { $what ->
        [invoice] Стереть пока нельзя: в сделке №{ $deal } есть открытый счёт. Отмените его или дождитесь оплаты.
        [refund] Стереть пока нельзя: по сделке №{ $deal } деньги ещё возвращаются. Попробуйте, когда они дойдут.
        [dispute] Стереть пока нельзя: по сделке №{ $deal } идёт спор с банком. Попробуйте, когда он закончится.
       *[payment] Стереть пока нельзя: по сделке №{ $deal } идёт оплата. Попробуйте, когда она закончится.
    }
refusal-customer-invoice_not_found = Такого счёта больше нет. Напишите сюда, и менеджер поможет.
refusal-customer-invoice_not_open = Счёт №{ $number }: { $state }. Делать с ним ничего не нужно. Если это неожиданно, напишите сюда.
checkout-paid = Этот счёт уже оплачен, второй раз платить не нужно. Деньги не списаны.
checkout-cancelled = Этот счёт отменён, деньги не списаны. Напишите в чат, и менеджер подскажет, как быть.
checkout-expired = Срок оплаты этого счёта вышел, деньги не списаны. Напишите в чат, и менеджер выставит новый.
checkout-changed = Эта кнопка оплаты устарела, деньги не списаны. Откройте счёт по ссылке из чата: там видно, сколько осталось заплатить.
checkout-busy = По этому счёту уже идёт другой платёж. Деньги не списаны. Подождите пару минут: подтверждение придёт в чат.
checkout-unknown = Мы не нашли этот счёт, деньги не списаны. Напишите в чат, и менеджер поможет.
checkout-later = Не получилось проверить счёт, деньги не списаны. Попробуйте ещё раз через минуту.


## Страница оплаты

page-title = Счёт №{ $number }
page-summary = Счёт №{ $number } на { $total }
page-items = За что
page-total = Итого
page-to-pay = К оплате
page-paid = Уже оплачено
page-left = Осталось
page-due = Оплатите до { $when }
page-choose = Как вам удобнее заплатить?
page-pay-sbp = По СБП
page-pay-card = Банковской картой
page-pay-wallet = Электронным кошельком
page-pay-instalments = Частями, в рассрочку
page-pay-transfer = Банковским переводом
page-pay-stars = Звёздами Telegram
page-scan = Открыли на компьютере? Наведите камеру телефона на QR-код.
page-qr-alt = QR-код: страница оплаты счёта №{ $number }, { $sum }
page-secure = Данные карты вы вводите на странице банка. Мы их не видим и не храним.
page-waiting-title = Ждём ответ банка
page-waiting-text = Обычно это меньше минуты, страница обновится сама. Второй раз платить не нужно.
page-paid-title = Оплачено
page-paid-text = Спасибо! Получили { $sum }. Подтверждение уже в чате, эту страницу можно закрыть.
page-part-paid-title = Оплачено частично
page-part-paid-text = Получили { $paid } из { $total }. Осталось { $due }.
page-held-title = Деньги забронированы
page-held-text = Банк придержал { $held }. Спишем их, когда заказ подтвердят. Платить ещё раз не нужно.
page-piece = Сколько заплатить сейчас
page-piece-hint = От { $least } до { $most }
page-piece-wrong = Эту сумму оплатить не получится. Напишите её числом: от { $least } до { $most }. Деньги не списаны.
page-cancelled-title = Счёт отменён
page-cancelled-text = Платить по нему не нужно. Если это неожиданно, напишите нам в чат.
page-expired-title = Срок оплаты прошёл
page-expired-text = Деньги не списаны. Если счёт ещё нужен, напишите в чат: выставим новый.
page-refunded-title = Деньги возвращены
page-refunded-text = Вернули { $sum } туда, откуда вы платили. Когда они придут, зависит от банка: от минут до нескольких дней.
page-part-refunded-title = Возвращена часть денег
page-part-refunded-text = Вернули { $sum } из { $paid } туда, откуда вы платили. Когда они придут, зависит от банка: от минут до нескольких дней.
page-disputed-title = Оплату проверяет банк
page-disputed-text = Платить ещё раз не нужно. Если есть вопросы, напишите нам в чат.
page-not-found-title = Счёт не найден
page-not-found-text = Возможно, ссылка скопирована не целиком. Откройте её ещё раз из чата.
page-failed-title = Не получилось открыть оплату
page-failed-text = Платёжный сервис не ответил. Деньги не списаны, счёт в силе. Попробуйте ещё раз или выберите другой способ.
page-unknown-title = Платёжный сервис отвечает дольше обычного
page-unknown-text = Мы проверим сами, что с платежом. Дважды деньги не спишутся: подождите минуту и попробуйте ещё раз.
page-receipt-sale = Чек
page-receipt-closing = Итоговый чек
page-receipt-refund = Чек возврата
page-receipt-title = Куда прислать чек?
page-receipt-before = По закону к оплате нужен чек. Укажите почту или телефон, и перейдём к оплате счёта №{ $number }.
page-receipt-after = Оплата счёта №{ $number } пришла. Укажите почту или телефон, и пришлём чек.
page-receipt-label = Почта или телефон
page-receipt-pay = Перейти к оплате
page-receipt-send = Прислать чек
page-too-many = Слишком много запросов подряд. Ничего не списано. Подождите минуту и откройте страницу ещё раз.
page-kind-title = Этот способ сейчас недоступен
page-kind-text = Деньги не списаны. Выберите, пожалуйста, другой способ.
page-declined-title = Оплата не прошла
page-declined-text = Деньги к нам не поступили. Если банк показывает списание, он вернёт его сам. Попробуйте ещё раз или выберите другой способ.
page-error-title = Что-то сломалось у нас
page-error-text = Обновите страницу через минуту. Если вы уже заплатили, деньги не потеряются: напишите нам в чат.
page-again = Попробовать ещё раз
page-other = Другие способы
page-back = Вернуться в чат
page-preview = Откройте ссылку, чтобы посмотреть счёт и оплатить.
page-status = Ждём оплату. Страница обновится сама.
page-check = Проверить оплату
page-elsewhere = Этот заказ оплачивают на маркетплейсе. Здесь платить ничего не нужно.
page-no-ways = Сейчас этот счёт не оплатить по ссылке. Напишите в чат, и мы подскажем, как.
page-to-invoice = Вернуться к счёту
page-languages = Язык страницы

## Переводы по реквизитам и банковские выписки

page-transfer-title = Счёт №{ $number }: оплата переводом
page-transfer-qr-alt = QR-код с реквизитами счёта №{ $number }
page-transfer-scan = Отсканируйте код в приложении банка: реквизиты, сумма и назначение заполнятся сами.
page-transfer-when = Банк сообщает нам о переводах выпиской, обычно на следующий рабочий день. Как только увидим деньги, сразу напишем вам.
page-transfer-payee = Получатель
page-transfer-inn = ИНН
page-transfer-kpp = КПП
page-transfer-account = Расчётный счёт
page-transfer-bank = Банк
page-transfer-bic = БИК
page-transfer-correspondent = Корреспондентский счёт
page-transfer-purpose = Назначение платежа
page-transfer-sum = Сумма, руб.
page-transfer-copy = Скопировать
page-transfer-copy-what = Скопировать: { $what }
page-transfer-copied = Скопировано
page-transfer-practice = Оплатить в учебном банке

transfer-on-its-way =
    Спасибо! Перевод по счёту №{ $number } мы увидим, когда банк пришлёт выписку, обычно на следующий рабочий день.

    Как только деньги придут, сразу напишем. Второй раз платить не нужно.
staff-says-paid-transfer = 🔎 Клиент говорит, что оплатил счёт №{ $number } ({ $due }) переводом. Перевод видно только в банковской выписке: пришлите её сюда файлом.

refund-by-hand = ↩️ Верните { $amount } по счёту №{ $number } переводом: сам по себе такой возврат не уйдёт
refund-by-hand-payer = Кому: <b>{ $name }</b>
refund-by-hand-payer-inn = Кому: <b>{ $name }</b>, ИНН <code>{ $inn }</code>
refund-by-hand-account = Счёт: <code>{ $account }</code>, банк — тот же, что в исходном платеже
refund-by-hand-unknown = Кому: тому, кто платил; реквизиты есть в исходном платеже
refund-by-hand-purpose = Назначение: <code>{ $purpose }</code>
refund-by-hand-next = Увидим возврат в выписке или нажмите кнопку, когда отправите.
button-refund-sent = Отправлено
refund-sent-toast = Записал: возврат отправлен
refund-sent-before-toast = Этот возврат уже закрыт

statement-taken = { $lines ->
    [one] 🏦 Выписка: { $lines } строка
    [few] 🏦 Выписка: { $lines } строки
   *[other] 🏦 Выписка: { $lines } строк
  }
statement-booked = ✅ Счёт №{ $number }: { $amount }
statement-booked-part = ✅ Счёт №{ $number }: { $amount }, часть суммы
statement-booked-more = { $count ->
    [one] ✅ И ещё { $count } платёж
    [few] ✅ И ещё { $count } платежа
   *[other] ✅ И ещё { $count } платежей
  }
statement-returned = ↩️ Счёт №{ $number }: возврат { $amount } дошёл до банка
statement-doubtful = { $count ->
    [one] 🔎 { $count } платёж похож на наш: решите, чей он
    [few] 🔎 { $count } платежа похожи на наши: решите, чьи они
   *[other] 🔎 { $count } платежей похожи на наши: решите, чьи они
  }
statement-unknown = { $count ->
    [one] ❔ { $count } платёж без счёта
    [few] ❔ { $count } платежа без счёта
   *[other] ❔ { $count } платежей без счёта
  }
statement-seen = Уже были раньше: { $count }
statement-passed = Выплаты эквайринга и переводы между своими счетами: { $count }
statement-spent = Списания: { $count }
statement-unbalanced = ⚠️ Обороты в выписке не сходятся с её строками. Возможно, банк отдал не всё: выгрузите день целиком.
statement-empty = Движений по счёту в ней нет.
button-statement-unmatched = Разобрать

statement-problem-no_statement = Это не похоже на выписку. Подойдёт выгрузка для 1С (kl_to_1c.txt) или CSV из банка.
statement-problem-too_large = Файл слишком большой: до 10 МБ за раз. Выгрузите период короче.
statement-problem-cut_off = Файл обрывается на строке { $line }: в конце нет строки «{ $field }». Скачайте его ещё раз. Ничего не записано.
statement-problem-not_closed = Строка { $line }: не хватает закрывающего «{ $field }». Скачайте файл ещё раз. Ничего не записано.
statement-problem-bad_sum = Строка { $line }, «{ $field }»: ожидалась сумма вида 1540,50. Ничего не записано.
statement-problem-bad_day = Строка { $line }, «{ $field }»: ожидалась дата вида 24.11.2026. Ничего не записано.
statement-problem-missing = Строка { $line }: не хватает столбца, «{ $field }». Нужны дата, номер документа, сумма, счёт плательщика и назначение. Ничего не записано.
statement-problem-other_account = Это выписка по другому счёту (…{ $field }). Ничего не записано.
statement-problem-no_account = Расчётный счёт продавца не задан, поэтому непонятно, что в выписке наше. Задайте SELLER_ACCOUNT.
statement-not-downloaded = Не получилось скачать файл. Пришлите его, пожалуйста, ещё раз.
statement-field-day = дата
statement-field-amount = сумма
statement-field-purpose = назначение платежа
statement-field-number = номер документа
statement-field-account = счёт плательщика
statement-field-kind = приход или расход

## Компания клиента

button-company = Компания
button-company-remove = Это частное лицо
deal-company = 🏢 { $name }, ИНН { $inn }
company-ask-inn = За какую компанию платит клиент? Пришлите её ИНН, можно с КПП: <code>7700000016 770001001</code>
company-now = Сейчас: { $name }, ИНН { $inn }
company-bad-inn = В этом ИНН ошибка: контрольная цифра не сходится. Проверьте, пожалуйста: 10 цифр у компании, 12 у предпринимателя.
company-ask-name = ИНН { $inn } верный. Как называется компания?
company-set = Записал: { $name }, ИНН { $inn }. Теперь её платежи узнаем в выписке.
company-removed = Записал: клиент платит за себя.

### A person's data: handed out, or erased (/forget)

forget-title = Данные клиента: <b>{ $customer }</b>
forget-what =
    Хранятся имя, телефон, почта, адреса в мессенджерах и переписка по всем сделкам этого клиента.

    «Выгрузить» пришлёт сюда файл, его можно передать клиенту. «Стереть» уберёт всё, кроме денег: суммы, платежи и чеки велит хранить закон.
button-forget-export = Выгрузить
button-forget-erase = Стереть…
forget-export-toast = Собираю файл
forget-confirm =
    { $deals ->
        [one] Стереть данные клиента <b>{ $customer }</b> навсегда? С ним была { $deals } сделка.
        [few] Стереть данные клиента <b>{ $customer }</b> навсегда? С ним было { $deals } сделки.
       *[other] Стереть данные клиента <b>{ $customer }</b> навсегда? С ним было { $deals } сделок.
    }
forget-confirm-goes = Уйдут имя, телефон, почта, компания, адреса в мессенджерах, вся переписка, названия сделок и причины возвратов.
forget-confirm-stays = Останутся без имени счета с позициями, платежи, возвраты, чеки и пояснения к деньгам, внесённым вручную.
forget-confirm-elsewhere = Сообщения о клиенте в чатах сотрудников удалите сами. В платёжных сервисах и в старых резервных копиях данные ещё есть.
button-forget-yes = Стереть навсегда
button-forget-no = Не стирать
forgotten = Данные клиента стёрты. Деньги и чеки на месте, имени за ними больше нет.
personal-data = Всё, что хранится о клиенте сделки №{ $deal }, одним файлом. Передайте файл клиенту и удалите это сообщение: в нём личные данные.

# --- С сайта и из других систем

staff-order-over = 🚫 { $market }: заказ отменён. Отправлять его не нужно
staff-order-over-next = Денег за него не было, счёт отменили сами. Сделка №{ $deal }: { $title }
staff-order-refused =
    { $what ->
        [confirmed] ⚠️ { $market } не принял подтверждение заказа
        [shipped] ⚠️ { $market } не принял отметку «передан в доставку»
       *[cancelled] ⚠️ { $market } не отменил заказ
    }
staff-order-refused-why = Ответ маркетплейса: <i>{ $reason }</i>
staff-order-refused-next = Проверьте заказ в кабинете маркетплейса, сам он больше не узнает. Сделка №{ $deal }: { $title }
staff-lead = 📝 <b>С сайта</b>, сделка №{ $deal }
lead-said-phone = Телефон: { $phone }
lead-said-email = Почта: { $email }
lead-page = Страница: { $page }
lead-marks = Метки: { $marks }
lead-maybe = Похоже, это клиент из { $count ->
        [one] сделки
       *[other] сделок
    } { $deals }: такой же телефон или почта. Проверьте, прежде чем ссылаться на прошлое.
deal-no-chat = ☎️ Чата нет: позвоните или напишите на почту
deal-email = Почта: { $email }
lead-joined = Здравствуйте! Ваш запрос у нас, продолжим здесь. Пишите, если есть что добавить.
lead-joined-name = Здравствуйте, { $name }! Ваш запрос у нас, продолжим здесь. Пишите, если есть что добавить.

# --- Форма на сайте (/widget.js); {"{}"} заменит название мессенджера

widget-title = Написать нам
widget-close = Закрыть
widget-name = Имя
widget-phone = Телефон
widget-email = Почта
widget-message = Что вам нужно?
widget-send = Отправить
widget-sending = Отправляем…
widget-or = или оставьте заявку
widget-write = Написать в {"{}"}
widget-thanks = Спасибо! Заявка у нас
widget-next = Мы скоро ответим. А можно продолжить прямо сейчас в мессенджере:
widget-later = Мы скоро ответим.
widget-go = Продолжить в {"{}"}
widget-reach = Оставьте, пожалуйста, телефон или почту, чтобы мы могли ответить.
widget-wrong = Проверьте, пожалуйста, адрес почты.
widget-failed = Отправить не получилось. Попробуйте, пожалуйста, ещё раз: всё, что вы написали, осталось на месте.
widget-often = Слишком много заявок подряд. Подождите, пожалуйста, минуту и попробуйте ещё раз.
widget-privacy = Отправляя заявку, вы соглашаетесь на обработку персональных данных:
widget-policy = политика
