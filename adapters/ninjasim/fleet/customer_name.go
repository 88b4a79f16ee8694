package fleet

import "strings"

// equalName writes a customer's name otherwise than the RMM does, but so that
// the two are equal once case, punctuation, "&" and the legal form are put
// aside.
func equalName(p *profile) string {
	d, n := p.draw, p.name
	form := n.suffix
	switch d.n(saltFuzzy, 6) {
	case 0:
		return strings.ToUpper(n.base)
	case 1:
		if s := strings.ReplaceAll(n.base, " & ", " and "); s != n.base {
			return s
		}
	case 2:
		return n.inRMM
	}
	if form == "" && len(p.industry.suffixes) > 1 {
		form = pick(d, saltFuzzy, []string{"LLC", "Inc."})
	}
	switch {
	case form == "":
		return n.base
	case d.percent(saltCity, 50):
		return n.base + ", " + form
	}
	return n.base + " " + strings.TrimSuffix(form, ".")
}

// shortenings are what people make of long words.
var shortenings = strings.NewReplacer("Associates", "Assoc", "Construction", "Const", "Manufacturing", "Mfg", "Precision", "Prec.",
	"Orthopedic", "Ortho", "Property Management", "Prop Mgmt", "Insurance", "Ins.", "Charter", "Chtr", "Engineering", "Eng.",
	"Saint", "St", "Company", "Co", "Community", "Comm.", "Contractors", "Contr.", "Services", "Svcs", "Center", "Ctr", "School District", "SD")

// alike writes a customer's name so that a person knows it again and plain
// comparison doesn't: a slip, a short form, another name behind d/b/a.
func alike(p *profile) string {
	d, base := p.draw, p.name.base
	switch d.n(saltFuzzy, 4) {
	case 0:
		if s := shortenings.Replace(base); s != base {
			return s
		}
	case 1:
		return base + " - " + cities[p.city].name
	case 2:
		return pick(d, saltLast, plainSurnames) + " Enterprises LLC dba " + base
	}
	return slip(d, base)
}

// slip swaps two letters inside the longest word.
func slip(d draw, s string) string {
	list := strings.Split(s, " ")
	long := 0
	for i, w := range list {
		if len(w) > len(list[long]) {
			long = i
		}
	}
	b := []byte(list[long])
	if len(b) > 4 {
		i := 1 + d.n(saltChance, len(b)-3)
		if b[i] == b[i+1] {
			b = append(b[:i], b[i+1:]...) // a doubled letter lost
		} else {
			b[i], b[i+1] = b[i+1], b[i]
		}
	}
	list[long] = string(b)
	return strings.Join(list, " ")
}
