package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// tab is a window of Chromium with a profile of its own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site *site

	mu       sync.Mutex
	messages []string // of the console, errors alone
}

// patience is how long anything may take on a machine that does much else.
const patience = 2 * time.Minute

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium-headless-shell", "chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium: .ci/setup test installs it, or name one in CHROMIUM")
	return ""
}

func open(t *testing.T, s *site) *tab {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(chromium(t)), chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		// It must not call home: the network is closed where tests run.
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to start as root with it
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, site: s}
	// The first step starts Chromium, which lives as long as that step's context.
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)))
	go b.listen()
	return b
}

// listen notes what the console says: a script that fails, a policy that is violated.
func (b *tab) listen() {
	for m, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		if text := m.String(); strings.HasPrefix(text, "error") {
			b.mu.Lock()
			b.messages = append(b.messages, text)
			b.mu.Unlock()
		}
	}
}

// quiet requires that nothing went wrong in the browser.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.messages)
}

// do carries steps out, and shows where it stood where they fail.
func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		look, done := context.WithTimeout(b.ctx, patience) // a question before a page is left holds it up
		defer done()
		where, _ := chromedp.Run(look, chromedp.Location())
		text, _ := chromedp.Run(look, chromedp.Evaluate[string](`document.body.innerText.slice(0, 1500)`))
		b.t.Fatalf("%s: %v\nat %s:\n%s", what, err, where, text)
	}
}

// click presses something, and waits for what appears then.
func (b *tab) click(what, selector, then string) {
	b.t.Helper()
	b.lacks(then)
	b.do(what, clicked(selector), shown(then))
}

// lacks requires that what is waited for is not there before the step that brings it: a
// wait that ends at once reads the page from before.
func (b *tab) lacks(then string) {
	b.t.Helper()
	require.False(b.t, eval[bool](b, "[...document.querySelectorAll(`"+then+"`)].some((e) => e.checkVisibility())"), "%s is on %s already", then, b.location())
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do("visit "+path, chromedp.Navigate(b.site.address+path))
}

func (b *tab) location() string {
	b.t.Helper()
	where, err := chromedp.Run(b.ctx, chromedp.Location())
	require.NoError(b.t, err)
	return strings.TrimPrefix(where, b.site.address)
}

// text is what a person reads there.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+"`"+selector+"`"+`)?.innerText ?? ""`)
}

func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, expression)
	return v
}

// until waits for something that happens in the page.
func (b *tab) until(condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(interval)))
	require.NoError(b.t, err, "%s\nat %s", condition, b.text("main"))
}

// scheme is what the system says about light and dark.
func (b *tab) scheme(mode string) {
	b.t.Helper()
	b.do(mode, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: mode},
				{Name: "prefers-reduced-motion", Value: "reduce"}, // a colour on its way to another one is none of the page's
			},
		})
		return err
	}))
}

// top is the repository's folder.
func top(t *testing.T) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	require.True(t, ok)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// axe is the text of the accessibility checks, from npm.
func axe(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top(t), "node_modules", "axe-core", "axe.min.js"))
	require.NoError(t, err, "make web installs it")
	return string(text)
}
