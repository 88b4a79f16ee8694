package web

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
)

// Pages that show another moment lead to pages of the same moment, and change nothing.
// What templates need for that is here: link, outside, travels and changing. A rule
// (cmd/internal/rules) refuses a template that writes an address or a form without them.

// momentKey holds the parameters of the moment that a page shows in the context in
// which it is rendered.
type momentKey struct{}

// during makes components link to the moment of a request.
func (r *Request) during(ctx context.Context) context.Context {
	if r.Who.Link != uuid.Nil {
		ctx = context.WithValue(ctx, frozenKey{}, true)
	}
	m, is := r.moment()
	if !is {
		return ctx
	}
	at := []parameter{{asOfName, r.URL.Query().Get(asOfName)}}
	if m.Rules != "" {
		at = append(at, parameter{asOfRulesName, m.Rules})
	}
	return context.WithValue(ctx, momentKey{}, at)
}

// parameter is one of an address, or a hidden field of a form.
type parameter struct{ Name, Value string }

// momentOf is what an address of the shown moment carries; nil: now.
func momentOf(ctx context.Context) []parameter {
	at, _ := ctx.Value(momentKey{}).([]parameter) // nil: now
	return at
}

// link is an address of ours, of the moment that the page shows.
func link(ctx context.Context, address string) templ.SafeURL {
	at := momentOf(ctx)
	if len(at) == 0 {
		return templ.SafeURL(address)
	}
	address, fragment, marked := strings.Cut(address, "#")
	for _, p := range at {
		join := "?"
		if strings.Contains(address, "?") {
			join = "&"
		}
		address += join + p.Name + "=" + url.QueryEscape(p.Value)
	}
	if marked {
		address += "#" + fragment
	}
	return templ.SafeURL(address)
}

// toPresent is an address of ours that is of now, whatever the page shows.
func toPresent(address string) templ.SafeURL { return templ.SafeURL(address) }

// confirming asks before a form is sent; nothing where the question is empty.
func confirming(question string) templ.Attributes {
	if question == "" {
		return nil
	}
	return templ.Attributes{"data-confirm": question}
}

// outside is the address of something that is not ours.
func outside(address string) templ.SafeURL { return templ.URL(address) } // which makes what is no address harmless
