/** Copies a requisite at a press. Without a clipboard the buttons stay hidden: the values can be selected. */
const news = document.querySelector('#news');

if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const words = button.textContent;
    let timer = 0;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = news.dataset.copied;
      news.textContent = news.dataset.copied;
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = words;
        news.textContent = '';
      }, 2000);
    });
  }
}
