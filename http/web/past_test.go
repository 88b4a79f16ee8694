package web

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAPageOfThePastStaysThere(t *testing.T) {
	t.Parallel()
	q := url.Values{"as_of": {"2026-03-03T09:00:00Z"}, "as_of_rules": {"now"}}
	const at = "as_of=2026-03-03T09%3A00%3A00Z&amp;as_of_rules=now"
	for page, want := range map[string]string{
		`<a href="/assets">`:                             `<a href="/assets?` + at + `">`,
		`<a class="x" href="/assets?q=a&amp;sort=name">`: `<a class="x" href="/assets?q=a&amp;sort=name&amp;` + at + `">`,
		`<a href="?kind=moved#list">`:                    `<a href="?kind=moved&amp;` + at + `#list">`,
		`<a href="/now?to=%2Fassets">`:                   `<a href="/now?to=%2Fassets">`,
		`<script src="/static/app.js">`:                  `<script src="/static/app.js">`,
		`<a href="https://app.ninjarmm.com/x">`:          `<a href="https://app.ninjarmm.com/x">`,
		`<form method="post" action="/x">`:               `<form inert method="post" action="/x">`,
		`<form action="/search">`: `<form action="/search"><input type="hidden" name="as_of" value="2026-03-03T09:00:00Z"/>` +
			`<input type="hidden" name="as_of_rules" value="now"/>`,
	} {
		require.Equal(t, want, string(throughTime([]byte(page), q)))
	}
}

// Whatever stands in the address, it comes out as a value and as nothing else.
func TestTheMomentOfAnAddressCanDoNoHarm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "moment") + `"><script>`
		got := string(throughTime([]byte(`<a href="/assets"><form action="/search">`), url.Values{"as_of": {text}}))
		require.NotContains(t, got, `"><script>`)
	})
}

func TestAnAddressGoesToAnotherMomentAndBack(t *testing.T) {
	t.Parallel()
	there := atMoment("/assets?category=Mac&after=xyz", "4711", "now")
	require.Equal(t, "/assets?as_of=4711&as_of_rules=now&category=Mac", there)
	require.Equal(t, "/assets?category=Mac", atMoment(there, "", ""))
}
