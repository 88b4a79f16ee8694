package filter

import (
	"strconv"
	"strings"
	"time"

	"coresync/adapters/ninjasim/fleet"
)

// operand reads an operator of equality and its value or list of values.
func (p *parser) operand(lists bool) (negate bool, values []string, err error) {
	op := p.next()
	switch op {
	case "=", "eq":
		return false, []string{p.next()}, nil
	case "!=", "neq", "<>":
		return true, []string{p.next()}, nil
	case "in", "nin", "notin", "!in":
		if lists {
			values, err = p.list()
			return op != "in", values, err
		}
	}
	return false, nil, &SyntaxError{At: op, Why: "unknown operator"}
}

// list reads (a,b,c).
func (p *parser) list() ([]string, error) {
	if t := p.next(); t != "(" {
		return nil, &SyntaxError{At: t, Why: "( expected"}
	}
	var out []string
	for {
		out = append(out, p.next())
		switch t := p.next(); t {
		case ",":
		case ")":
			return out, nil
		default:
			return nil, &SyntaxError{At: t, Why: ", or ) expected"}
		}
	}
}

// number reads an id.
func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, &SyntaxError{At: s, Why: "number expected"}
	}
	return n, nil
}

// created compares the date of enrolment. A date without a time means the
// whole day (UTC) for "=", its beginning otherwise.
func (p *parser) created() error {
	op := p.next()
	at, length, err := date(p.next())
	if err != nil {
		return err
	}
	switch op {
	case "=", "eq":
		p.add(func(r *fleet.Row) bool { return r.Created >= at && r.Created < at+length })
	case "<", "lt", "before":
		p.add(func(r *fleet.Row) bool { return r.Created < at })
	case ">", "gt", "after":
		p.add(func(r *fleet.Row) bool { return r.Created > at })
	default:
		return &SyntaxError{At: op, Why: "unknown operator"}
	}
	return nil
}

// date reads yyyyMMdd, yyyy-MM-dd or an ISO time into µs since 1970.
func date(s string) (at, length int64, err error) {
	for _, f := range []string{"20060102", time.DateOnly} {
		if t, err := time.Parse(f, s); err == nil {
			return t.UnixMicro(), int64(24 * time.Hour / time.Microsecond), nil
		}
	}
	for _, f := range []string{time.RFC3339Nano, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(f, s); err == nil {
			return t.UnixMicro(), int64(time.Second / time.Microsecond), nil
		}
	}
	return 0, 0, &SyntaxError{At: s, Why: "date expected"}
}

// scan cuts a filter into words, operators and punctuation.
func scan(s string) []string {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		n := tokenLen(s)
		t := s[:n]
		if len(t) > 1 && (t[0] == '\'' || t[0] == '"') {
			t = strings.Trim(t, t[:1])
		}
		out = append(out, t)
		s = s[n:]
	}
	return out
}

// tokenLen gives the length of the next word, operator or quoted text.
func tokenLen(s string) int {
	for _, op := range []string{"!in", "&&", "!=", "<>", "=", "<", ">", "(", ")", ","} {
		if strings.HasPrefix(s, op) {
			return len(op)
		}
	}
	if s[0] == '\'' || s[0] == '"' {
		if end := strings.IndexByte(s[1:], s[0]); end >= 0 {
			return end + 2
		}
	}
	if n := strings.IndexAny(s, " \t\r\n=<>!&(),"); n > 0 {
		return n
	}
	if n := strings.IndexAny(s, " \t\r\n=<>!&(),"); n == 0 {
		return 1
	}
	return len(s)
}
