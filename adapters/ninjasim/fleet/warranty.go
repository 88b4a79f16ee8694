package fleet

// fillWarranty sets the maker's dates. Machines that are not physical have
// none; of the others some were never looked up, and for some the maker knew
// nothing (all zero). Dates are midnights UTC.
func (w *World) fillWarranty(dev *Device, r *record, d draw, over *override) {
	if over.warranty != nil {
		dev.Warranty = over.warranty
		return
	}
	if !r.class.agent() || dev.System.Virtual || !dev.Reported {
		return
	}
	kind := d.n(saltWarranty, 100)
	switch {
	case kind < 16:
		return
	case kind < 21:
		dev.Warranty = &Warranty{}
		return
	}
	start := midnight(w.bought(r, d))
	years := pick(d, saltWarrantyLength, []int64{1, 3, 3, 3, 3, 5, 5})
	end := start + years*365*day + years/4*day
	if d.percent(saltWarrantyLength, 4) {
		end = midnight(w.start) + int64(d.in(saltWarrantyAge, 0, 90))*day // renewed, ends soon
	}
	dev.Warranty = &Warranty{Start: start, End: end, Fulfilled: start - int64(d.in(saltFulfil, 1, 30))*day}
	if d.percent(saltFulfil, 10) {
		dev.Warranty.Fulfilled = 0
	}
}

// bought is when a machine was bought: some weeks before its first enrolment,
// or long before, where the provider came later. A machine that is re-imaged
// keeps the date.
func (w *World) bought(r *record, d draw) int64 {
	age := int64(d.in(saltWarrantyAge, 0, 60))
	if d.percent(saltWarrantyAge, 18) {
		age = int64(d.in(saltFulfil, 60, 900))
	}
	return w.born(r) - age*day
}

// born is when the machine of a record was first enrolled.
func (w *World) born(r *record) int64 {
	if at, ok := w.births[r.gen]; ok {
		return at
	}
	return r.created
}

// midnight cuts off the time of day, UTC: warranties are dates.
func midnight(at int64) int64 { return at - at%day }

// yearOf gives the calendar year, near enough to choose a product by.
func yearOf(at int64) int { return 1970 + int(at/(365*day+day/4)) }
