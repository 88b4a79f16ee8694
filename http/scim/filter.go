package scim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	filter "github.com/scim2/filter-parser/v2"
)

// partOfFiltered is Entra's form emails[type eq "work"].value eq "x", which the grammar of
// filters lacks; it means emails[type eq "work" and value eq "x"].
var partOfFiltered = regexp.MustCompile(`(\w+)\[([^\]]*)\]\.(\w+)\s+(\w+)\s+("(?:[^"\\]|\\.)*"|true|false)`)

// longestFilter bounds, in bytes, what the parser is given from outside.
const longestFilter = 1000

// parseFilter reads a filter; nil: it is empty.
func parseFilter(text string) (filter.Expression, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if len(text) > longestFilter {
		return nil, invalid("invalidFilter", "The filter is too long: it may have 1000 bytes.")
	}
	parsed, err := filter.ParseFilter([]byte(text))
	if err != nil {
		parsed, err = filter.ParseFilter([]byte(partOfFiltered.ReplaceAllString(text, `$1[$2 and $3 $4 $5]`)))
	}
	if err != nil {
		return nil, invalid("invalidFilter", "The filter can't be read: it must be one as RFC 7644, section 3.4.2.2, has it.")
	}
	return parsed, nil
}

func holds(e filter.Expression, v resource) bool {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		if e.Operator == filter.AND {
			return holds(e.Left, v) && holds(e.Right, v)
		}
		return holds(e.Left, v) || holds(e.Right, v)
	case *filter.NotExpression:
		return !holds(e.Expression, v)
	case *filter.ValuePath:
		for _, item := range v.at(e.AttributePath) {
			if part, is := item.(resource); is && holds(e.ValueFilter, part) {
				return true
			}
		}
		return false
	case *filter.AttributeExpression:
		return compares(e, v.at(e.AttributePath))
	}
	return false
}

// at are the values at a path; those of a list are several.
func (v resource) at(p filter.AttributePath) []any {
	if uri := p.URI(); uri != "" && !strings.HasPrefix(uri, "urn:ietf:params:scim:schemas:core:") {
		extension, _ := v.member(uri).(resource)
		v = extension
	}
	found := spread(v.member(p.AttributeName))
	if p.SubAttribute == nil {
		return found
	}
	var parts []any
	for _, item := range found {
		if part, is := item.(resource); is {
			parts = append(parts, spread(part.member(*p.SubAttribute))...)
		}
	}
	return parts
}

// member finds by name, whose case means nothing (RFC 7643 §2.1).
func (v resource) member(name string) any {
	for key, value := range v {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return nil
}

func spread(value any) []any {
	switch value := value.(type) {
	case nil:
		return nil
	case []resource:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = item
		}
		return items
	case []any:
		return value
	case []string:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = item
		}
		return items
	}
	return []any{value}
}

func compares(e *filter.AttributeExpression, values []any) bool {
	operator := filter.CompareOperator(strings.ToLower(string(e.Operator)))
	exact := strings.EqualFold(e.AttributePath.AttributeName, "id") || strings.EqualFold(e.AttributePath.AttributeName, "externalId")
	if operator == filter.NE {
		equal := filter.AttributeExpression{AttributePath: e.AttributePath, Operator: filter.EQ, CompareValue: e.CompareValue}
		return !compares(&equal, values)
	}
	for _, value := range values {
		if part, is := value.(resource); is { // of a list such as emails its values count
			value = part.member("value")
		}
		if operator == filter.PR && value != nil && value != "" || operator != filter.PR && comparesOne(operator, exact, text(value), compared(e.CompareValue)) {
			return true
		}
	}
	return operator == filter.EQ && e.CompareValue == nil && len(values) == 0
}

func text(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// compared is a value of a filter, which the parser leaves with the escapes of JSON.
func compared(value any) string {
	raw, is := value.(string)
	if !is || !strings.Contains(raw, `\`) {
		return text(value)
	}
	var plain string
	if err := json.Unmarshal([]byte(`"`+raw+`"`), &plain); err != nil {
		return raw
	}
	return plain
}

func comparesOne(operator filter.CompareOperator, exact bool, have, want string) bool {
	if !exact {
		have, want = strings.ToLower(have), strings.ToLower(want)
	}
	order := strings.Compare(have, want)
	if a, err := time.Parse(time.RFC3339Nano, strings.ToUpper(have)); err == nil {
		if b, err := time.Parse(time.RFC3339Nano, strings.ToUpper(want)); err == nil {
			order = cmp.Compare(a.UnixNano(), b.UnixNano())
		}
	}
	switch operator {
	case filter.EQ:
		return order == 0
	case filter.CO:
		return strings.Contains(have, want)
	case filter.SW:
		return strings.HasPrefix(have, want)
	case filter.EW:
		return strings.HasSuffix(have, want)
	case filter.GT:
		return order > 0
	case filter.GE:
		return order >= 0
	case filter.LT:
		return order < 0
	case filter.LE:
		return order <= 0
	}
	return false
}
