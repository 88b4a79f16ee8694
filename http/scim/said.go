package scim

import (
	"encoding/json"
	"maps"
	"strings"
	"unicode/utf8"

	"coresync/http/api"

	filter "github.com/scim2/filter-parser/v2"
)

// spelled are the attributes that are kept of what a client says, as they are written, by
// their names in lower case. NinjaOne has no place for the first five once an account is
// made; the others tell how to make it again.
var spelled = map[string]string{
	"externalid": "externalId", "displayname": "displayName", "emails": "emails", "phonenumbers": "phoneNumbers", "organization": "organization",
	"username": "userName", "name": "name", "usertype": "userType",
}

// changeable are those of them that a client may change.
var changeable = []string{"externalid", "displayname", "emails", "phonenumbers", "organization"}

const (
	longestWord = 255      // of a text, in characters
	longestSaid = 16 << 10 // of all that is said of one user, in bytes
)

// saidIn is what is kept of a resource. The organization stands in an extension there.
func saidIn(body resource) resource {
	said := resource{}
	for lower, name := range spelled {
		value := body.member(lower)
		if lower == "organization" {
			enterprise, _ := body.member(enterpriseSchema).(resource)
			value = enterprise.member(lower)
		}
		if value != nil && value != "" {
			said[name] = value
		}
	}
	return said
}

// base is what a change of what is said begins with: what is shown, where nothing is said.
func (u user) base(shown resource) resource {
	if u.said != nil {
		return maps.Clone(u.said)
	}
	return saidIn(shown)
}

// kept is the user with what is said of it as it is stored.
func (u user) kept() (api.ProvisionedUser, error) {
	text, err := json.Marshal(u.said)
	if err != nil {
		return u.ProvisionedUser, err
	}
	if len(text) > longestSaid {
		return u.ProvisionedUser, invalid("tooMany", "All attributes of a user together have 16 KiB at most.")
	}
	u.ProvisionedUser.Said = text
	return u.ProvisionedUser, nil
}

// check refuses what is no value of an attribute.
func (v resource) check() error {
	for _, name := range []string{"externalId", "displayName", "userName", "organization", "userType"} {
		if value := v[name]; value != nil {
			if text, is := value.(string); !is || utf8.RuneCountInString(text) > longestWord {
				return invalid("invalidValue", name+" is a text of 255 characters at most.")
			}
		}
	}
	for _, name := range []string{"emails", "phoneNumbers"} {
		for _, item := range listed(v[name]) {
			part, is := item.(resource)
			if value, text := part.member("value").(string); !is || !text || value == "" {
				return invalid("invalidValue", name+" is a list of objects, each with a value.")
			}
		}
	}
	return nil
}

// take changes what is said as one change wants it (RFC 7644 §3.5.2).
func (v resource) take(c change) {
	name := spelled[c.about()]
	switch many := name == "emails" || name == "phoneNumbers"; {
	case many && (c.path.ValueExpression != nil || c.sub() != ""):
		v.setItems(name, v.changed(name, c))
	case c.op == opRemove || c.value == nil || c.value == "":
		delete(v, name)
	case many && c.op == opAdd:
		v.setItems(name, v.added(name, itemsIn(c.value)))
	case many:
		v.setItems(name, itemsIn(c.value))
	default:
		v[name] = c.value
	}
}

func (v resource) setItems(name string, items []any) {
	if len(items) == 0 {
		delete(v, name)
		return
	}
	v[name] = items
}

// itemsIn are the items of a value, which may be a text alone.
func itemsIn(value any) (items []any) {
	for _, item := range listed(value) {
		if text, is := item.(string); is {
			item = resource{"value": text}
		}
		items = append(items, item)
	}
	return items
}

// added are the items with more of them; one of the same value is replaced, and a new
// primary one is the only one.
func (v resource) added(name string, more []any) []any {
	all := listed(v[name])
	for _, item := range more {
		part, _ := item.(resource)
		var kept []any
		for _, old := range all {
			was, _ := old.(resource)
			if strings.EqualFold(text(was.member("value")), text(part.member("value"))) {
				continue
			}
			if part.member("primary") == true && was.member("primary") == true {
				was = maps.Clone(was)
				was["primary"] = false
				old = was
			}
			kept = append(kept, old)
		}
		all = append(kept, item)
	}
	return all
}

// sub is the part of the attribute that a change is about; empty: all of it.
func (c change) sub() string {
	switch {
	case c.path.SubAttribute != nil:
		return *c.path.SubAttribute
	case c.path.AttributePath.SubAttribute != nil:
		return *c.path.AttributePath.SubAttribute
	}
	return ""
}

// changed are the items after a change of some of them, or of a part of these. Where none
// is meant, a value makes the one that the filter describes, as Entra expects it.
func (v resource) changed(name string, c change) (items []any) {
	matched := false
	for _, item := range listed(v[name]) {
		part, is := item.(resource)
		if !is || c.path.ValueExpression != nil && !holds(c.path.ValueExpression, part) {
			items = append(items, item)
			continue
		}
		matched = true
		if part = part.with(c); part.member("value") != nil {
			items = append(items, part)
		}
	}
	if !matched && c.op != opRemove {
		if made := (resource{}).described(c.path.ValueExpression).with(c); made.member("value") != nil {
			items = append(items, made)
		}
	}
	return items
}

// with is an item after a change of it; without a value it is none any more.
func (v resource) with(c change) resource {
	sub := c.sub()
	object, is := c.value.(resource)
	switch made := maps.Clone(v); {
	case sub == "" && c.op == opRemove:
		return nil
	case sub == "" && is:
		maps.Copy(made, object)
		return made
	case sub == "":
		made["value"] = c.value
		return made
	case c.op == opRemove:
		delete(made, sub)
		return made
	default:
		made[sub] = c.value
		return made
	}
}

// described are the parts that a filter of equalities names.
func (v resource) described(e filter.Expression) resource {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		if e.Operator == filter.AND {
			v = v.described(e.Left).described(e.Right)
		}
	case *filter.AttributeExpression:
		if strings.EqualFold(string(e.Operator), string(filter.EQ)) {
			v[e.AttributePath.AttributeName] = e.CompareValue
		}
	}
	return v
}

// addressIn is the e-mail address that signs in: userName, where it is one, else the
// primary or first of emails; empty: none.
func addressIn(said resource) string {
	if name := strings.TrimSpace(text(said.member("userName"))); strings.Contains(name, "@") {
		return name
	}
	first := ""
	for _, item := range listed(said.member("emails")) {
		part, _ := item.(resource)
		value := strings.TrimSpace(text(part.member("value")))
		if part.member("primary") == true {
			return value
		}
		if first == "" {
			first = value
		}
	}
	return first
}
