package orgs

// remainder is what is left over of one name.
type remainder struct {
	strong, trades, commons bool
	seen                    [differences]bool
}

// count is the difference to note: a second word of a description costs less.
func (m *remainder) count(what difference) difference {
	switch what {
	case extraTrade:
		m.trades = true
	case extraCommon, extraCorporate:
		m.commons = true
	case extraFiller, extraTitle, extraCode, extraTag, owner, ownerAside:
	default:
		m.strong = true
	}
	group := what
	switch what {
	case extraCommon, extraCorporate, extraPlain, extraTail:
		group = extraTrade
	case extraPlaceAside:
		group = extraAside
	case extraTrade, extraAside, extraPlace, owner, ownerAside:
	default:
		return what
	}
	if m.seen[group] {
		return further
	}
	m.seen[group] = true
	return what
}

// against is what it means that both names have something left over.
func (m *remainder) against(other *remainder) (difference, bool) {
	switch {
	case m.strong && other.strong:
		return conflict, true
	case m.trades && other.trades:
		return otherTrade, true
	case (m.trades || m.commons) && (other.trades || other.commons):
		return otherCommon, true
	}
	return crossed, (m.strong || m.trades || m.commons) && (other.strong || other.trades || other.commons)
}
