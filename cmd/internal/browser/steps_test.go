package browser

import (
	"context"
	"errors"
	"time"

	"github.com/chromedp/chromedp"
)

// interval is how often a step looks again. chromedp looks every 5 ms through all texts
// of the page, which takes the time that the server needs to answer.
const interval = 20 * time.Millisecond

var nowAndThen = chromedp.RetryInterval(interval)

// shown waits until the first element of a selector is there to be seen.
func shown(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector), nowAndThen)
}

// typed types into it.
func typed(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), text, nowAndThen)
}

// pressable says where the middle of an element is once somebody could press it: it stands
// where it stood a frame before, and nothing covers it.
const pressable = `(selector) => {
  const element = [...document.querySelectorAll(selector)].find((e) => e.checkVisibility({visibilityProperty: true}));
  if (!element) return false;
  element.scrollIntoViewIfNeeded();
  const [box] = element.getClientRects(); // the first line of a link that takes two
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  const before = window.pressed;
  window.pressed = {element, middle};
  if (before?.element !== element || String(before.middle) !== String(middle)) return false;
  const there = document.elementFromPoint(...middle);
  return (element.contains(there) || there?.closest("label")?.control === element) && middle;
}`

// clicked clicks into the middle of the first visible element of a selector. chromedp.Click
// asks for the element and then for its place, and fails where a script drew it anew, or
// hits another one that came there, in between.
func clicked(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for {
			middle, err := chromedp.PollFunction[[]float64](pressable, chromedp.WithPollingArgs(selector), chromedp.WithPollingTimeout(0))(ctx, t)
			if err == nil {
				_, err = chromedp.MouseClickXY(middle[0], middle[1])(ctx, t)
				return err
			}
			select { // a wait ends with the page it began on
			case <-ctx.Done():
				return errors.Join(errors.New("nothing to press, or something covers it"), err)
			case <-time.After(interval):
			}
		}
	})
}
