package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// hand is how somebody works: with the mouse, or with keys alone.
type hand interface {
	// press follows a link or a button, and waits for what appears then.
	press(b *tab, selector, then string)
	// fill writes into a field, in place of what stands there.
	fill(b *tab, selector, text string)
	// choose takes one radio button of a group.
	choose(b *tab, selector string)
	// pick looks for something in a combobox and takes it. picker is around it.
	pick(b *tab, picker, text, option string)
	// tick marks the first row of a list.
	tick(b *tab)
}

// mouse clicks; only texts are typed.
type mouse struct{}

func (mouse) press(b *tab, selector, then string) {
	b.t.Helper()
	b.click("click "+selector, selector, then)
}

func (mouse) fill(b *tab, selector, text string) {
	b.t.Helper()
	b.do("click into "+selector, clicked(selector))
	b.write(selector, text)
}

func (mouse) choose(b *tab, selector string) {
	b.t.Helper()
	b.do("choose "+selector, clicked(selector))
}

func (mouse) pick(b *tab, picker, text, option string) {
	b.t.Helper()
	b.do("open "+picker, clicked(picker+" .ts-control"))
	b.paste(text)
	b.found(picker, text)
	b.do("take "+option, clicked(picker+" .option"+option))
}

// found waits until a combobox shows what there is of a text: it draws its options anew a
// moment after the last letter, and when the answer of the server comes.
func (b *tab) found(picker, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("(({tomselect: at}) => at.lastQuery === %[2]q && !at.refreshTimeout && (!at.settings.load || at.loadedSearches[%[2]q] && !at.loading))(document.querySelector(`%[1]s select`))", picker, text))
}

func (mouse) tick(b *tab) {
	b.t.Helper()
	b.do("tick the first row", clicked("[data-row] [data-pick]"))
}

// keys never touches the mouse: Tab leads to everything, Enter and Space do it.
type keys struct{}

// mostTabs is how often somebody may have to press Tab on one page.
const mostTabs = 300

// tab goes to an element as people do who can't use a mouse.
func (keys) tab(b *tab, selector string) {
	b.t.Helper()
	b.do("wait for "+selector, shown(selector))
	at := fmt.Sprintf("document.activeElement.matches(`%s`)", selector)
	for range mostTabs {
		if eval[bool](b, at) {
			return
		}
		b.do("Tab", chromedp.KeyEvent("\t"))
	}
	require.FailNow(b.t, "Tab does not reach "+selector, "at %s", b.location())
}

func (k keys) press(b *tab, selector, then string) {
	b.t.Helper()
	k.tab(b, selector)
	b.lacks(then)
	b.do("press Enter on "+selector, chromedp.KeyEvent("\r"), shown(then))
}

func (k keys) fill(b *tab, selector, text string) {
	b.t.Helper()
	k.tab(b, selector)
	b.write(selector, text)
}

func (k keys) choose(b *tab, selector string) {
	b.t.Helper()
	name := eval[string](b, fmt.Sprintf("document.querySelector(`%s`).name", selector))
	k.tab(b, fmt.Sprintf("[name='%s']", name))
	for range 10 {
		if eval[bool](b, fmt.Sprintf("document.querySelector(`%s`).checked", selector)) {
			return
		}
		b.do("the next", chromedp.KeyEvent(arrowDown))
	}
	require.FailNow(b.t, "the arrow keys do not reach "+selector)
}

func (k keys) pick(b *tab, picker, text, option string) {
	b.t.Helper()
	k.tab(b, picker+" .ts-control input")
	b.do("open it", chromedp.KeyEvent(arrowDown))
	b.paste(text)
	b.found(picker, text)
	b.until("document.querySelector(`" + picker + " .option.active" + option + "`) !== null")
	b.do("take it", chromedp.KeyEvent("\r"))
	b.until(`document.activeElement.closest(".ts-wrapper") === null`) // it closed, and keys mean rows again
}

func (keys) tick(b *tab) {
	b.t.Helper()
	b.do("tick the first row", chromedp.KeyEvent("j"), chromedp.KeyEvent("x"))
	b.until(`document.querySelector("[data-pick]:checked") !== null`)
}

// arrowDown is the key as chromedp names it.
const arrowDown = "\u0301"

// write puts a text in place of what a field with the focus holds.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	_ = eval[any](b, fmt.Sprintf("document.querySelector(`%s`).select();0", selector)) // Ctrl+A
	b.paste(text)
	require.Equal(b.t, text, eval[string](b, fmt.Sprintf("document.querySelector(`%s`).value", selector)))
}

// paste puts a text where the focus is, as Ctrl+V does.
func (b *tab) paste(text string) {
	b.t.Helper()
	b.do("paste", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}
