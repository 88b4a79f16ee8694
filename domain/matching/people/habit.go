package people

// habit is how a customer's accounts are made, learned from those that belong to
// somebody without doubt. It is evidence, never the rule: the commonest form of an
// organization covers two thirds of its people.
type habit struct {
	factor [forms]float64 // what the general weight of a form is multiplied with
	shift  [forms]int     // percent
}

// tally counts forms. Accounts count in full, addresses as the rules trust them.
type tally struct {
	accounts  [forms]float64
	addresses [forms]float64
}

// learn turns counts into a habit; nil where nothing was learned.
func (r *Rules) learn(t *tally) *habit {
	accounts, addresses := sum(&t.accounts), sum(&t.addresses)
	if accounts+addresses == 0 {
		return nil
	}
	l := r.learning
	total := accounts + l.AddressTrust*addresses
	scale := min(1, l.Most/total)
	h := new(habit)
	for f := FirstLast; f < forms; f++ {
		count := (t.accounts[f] + l.AddressTrust*t.addresses[f]) * scale
		h.factor[f] = (count + l.Caution*r.prior[f]) / ((total*scale + l.Caution) * r.prior[f])
		switch {
		case total >= l.Enough && count >= total*scale/2:
			h.shift[f] = max(l.Raise, l.Prevailing-r.forms[f].Percent)
		case accounts >= l.Enough && t.accounts[f] == 0:
			h.shift[f] = -l.Lower
		}
	}
	return h
}

func sum(counts *[forms]float64) float64 {
	total := 0.0
	for _, c := range counts {
		total += c
	}
	return total
}

// worth is the percentage of a fit when nobody else fits, and its weight against
// others.
func (s *scorer) worth(f fit) (percent int, weight float64) {
	w := s.rules.forms[f.form]
	percent, weight = w.Percent, w.Weight
	if s.habit != nil && f.form.named() {
		percent += s.habit.shift[f.form]
		weight *= s.habit.factor[f.form]
	}
	for i := 0; i < notes && f.notes>>i != 0; i++ {
		if f.notes>>i&1 == 1 {
			percent += s.rules.notes[i].Percent
			weight *= s.rules.notes[i].Weight
		}
	}
	return min(max(percent, 1), 100), weight
}
