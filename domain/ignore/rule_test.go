package ignore_test

import (
	"regexp"
	"strings"
	"testing"

	"coresync/domain/event"
	"coresync/domain/ignore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGAP_03_WhatARuleIgnores(t *testing.T) {
	t.Parallel()
	organization, location := uuid.New(), uuid.New()
	d := ignore.Device{Organization: organization, Location: location, Class: "NMS_PRINTER", Name: "LAB-PC-07", Tags: []string{"Loaner", "spare"}}
	for _, c := range []struct {
		rule ignore.Rule
		want bool
	}{
		{ignore.Rule{Kind: event.IgnoreOrganization, Place: organization}, true},
		{ignore.Rule{Kind: event.IgnoreOrganization, Place: location}, false},
		{ignore.Rule{Kind: event.IgnoreLocation, Place: location}, true},
		{ignore.Rule{Kind: event.IgnoreClass, Value: "nms_printer"}, true},
		{ignore.Rule{Kind: event.IgnoreClass, Value: "NMS"}, false},
		{ignore.Rule{Kind: event.IgnoreTag, Value: "loaner"}, true},
		{ignore.Rule{Kind: event.IgnoreTag, Value: "loan"}, false},
		{ignore.Rule{Kind: event.IgnoreName, Value: "lab-*"}, true},
		{ignore.Rule{Kind: event.IgnoreName, Value: "*-??"}, true},
		{ignore.Rule{Kind: event.IgnoreName, Value: "lab"}, false},
		{ignore.Rule{Kind: event.IgnoreName, Value: "*pc*7*"}, true},
		{ignore.Rule{Kind: "phase of the moon", Value: "full"}, false},
	} {
		require.Equal(t, c.want, c.rule.Ignores(d), "%+v", c.rule)
	}
}

// A pattern means the same here and in SQL, whose like is written as an expression here.
func TestGAP_03_PatternsAreThoseOfSQL(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[aAb%_\\*?-]{0,8}`).Draw(t, "pattern")
		name := rapid.StringMatching(`[aAb%_\\-]{0,8}`).Draw(t, "name")
		rule := ignore.Rule{Kind: event.IgnoreName, Value: pattern}
		require.Equal(t, like(ignore.Like(pattern)).MatchString(strings.ToLower(name)), rule.Ignores(ignore.Device{Name: name}))
	})
}

// like is a pattern of SQL as an expression.
func like(pattern string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '%':
			b.WriteString(`.*`)
		case c == '_':
			b.WriteString(`.`)
		case c == '\\':
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	return regexp.MustCompile(b.String() + `$`)
}

func TestGAP_03_ARuleThatMakesNoSense(t *testing.T) {
	t.Parallel()
	conn := uuid.New()
	codes := func(p event.IgnoreRuleSet) (all []string) {
		for _, f := range ignore.Check(&p) {
			all = append(all, f.Pointer+" "+f.Code)
		}
		return all
	}
	require.Empty(t, codes(event.IgnoreRuleSet{Kind: "organization", Connection: conn, NinjaID: 3}))
	require.Empty(t, codes(event.IgnoreRuleSet{Kind: "name", Value: "LAB-*"}))
	require.Equal(t, []string{"/kind unknown"}, codes(event.IgnoreRuleSet{Kind: "moon"}))
	require.Equal(t, []string{"/connection required"}, codes(event.IgnoreRuleSet{Kind: "location", NinjaID: 3}))
	require.Equal(t, []string{"/ninja_id required"}, codes(event.IgnoreRuleSet{Kind: "location", Connection: conn}))
	require.Equal(t, []string{"/value required"}, codes(event.IgnoreRuleSet{Kind: "tag", Value: " "}))
	require.Equal(t, []string{"/value too_wide"}, codes(event.IgnoreRuleSet{Kind: "name", Value: "*?*"}))
	require.Equal(t, []string{"/value too_long", "/ninja_id not_allowed"}, codes(event.IgnoreRuleSet{Kind: "class", Value: strings.Repeat("x", 201), NinjaID: 4}))
}
