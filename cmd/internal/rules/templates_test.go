package rules_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	hrefOf = regexp.MustCompile(`\bhref=(\{ [^\n]*? \}|"[^"]*")`)
	asksAt = regexp.MustCompile(`\bhx-get=(\{ [^\n]*? \}|"[^"]*")`)
	// What leads on is of the moment that is shown; what does not says so.
	leads = regexp.MustCompile(`^(\{ (link\(ctx, |outside\(|toPresent\(|v\.asset\()|"(#[\w-]*|data:,)?"$)`)
	forms = regexp.MustCompile(`(?s)<form\b.*?</form>`)
)

// A page of another moment leads to pages of that moment and changes nothing. That
// holds as long as templates write addresses and forms in the ways of http/web/links.
func TestNoTemplateWritesAnAddressThatForgetsTheMoment(t *testing.T) {
	t.Parallel()
	addresses, asking := 0, 0
	eachFile(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".templ") {
			return
		}
		text := string(content)
		for _, found := range hrefOf.FindAllStringSubmatch(text, -1) {
			if addresses++; !leads.MatchString(found[1]) {
				t.Errorf("%s: %s: write link(ctx, …), or outside(…) for what is not ours", path, found[0])
			}
		}
		inForms := ""
		for _, form := range forms.FindAllString(text, -1) {
			inForms += form
			asking++
			switch {
			case strings.Contains(form, `method="dialog"`), strings.Contains(form, `action="/as-of"`):
			case strings.Contains(form, `method="post"`):
				if !changesNothingOfThePast(path, form) {
					t.Errorf("%s: a form that changes something is @changing or @changingWithin: %.80s", path, form)
				}
			case !strings.Contains(form, "@travels()") && !strings.Contains(form, "@keep("):
				t.Errorf("%s: a form that asks has @travels() in it: %.80s", path, form)
			}
		}
		for _, found := range asksAt.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(found[1], "link(ctx, ") && !strings.Contains(inForms, found[0]) { // a form sends its fields
				t.Errorf("%s: %s: write link(ctx, …)", path, found[0])
			}
		}
	})
	if addresses < 100 || asking < 10 {
		t.Errorf("%d addresses and %d forms were found: look at how they are looked for", addresses, asking)
	}
}

// Strips of tabs are written once, so that each marks the present one as the script looks for it.
func TestTabsAreWrittenInOnePlace(t *testing.T) {
	t.Parallel()
	strip := regexp.MustCompile(`class="tabs[" ]`)
	written := 0
	eachFile(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".templ") || !strip.Match(content) {
			return
		}
		if written++; path != "http/web/tabs.templ" {
			t.Errorf("%s writes tabs of its own: call @tabs", path)
		}
	})
	if written == 0 {
		t.Error("no tabs were found: look at how they are looked for")
	}
}

// changesNothingOfThePast names the forms that are about the person and the browser,
// and the one place where all others are written.
func changesNothingOfThePast(path, form string) bool {
	switch path {
	case "http/web/links.templ", "http/web/door.templ", "http/web/forgot.templ":
		return true
	}
	return strings.Contains(form, `action="/sign-out"`) || strings.Contains(form, `class="app-theme"`)
}
