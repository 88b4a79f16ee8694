package fleet

// User is a technician or an end user.
type User struct {
	ID, OrgID                                   int // OrgID is 0 for technicians
	UID, FirstName, LastName, Email, Phone      string
	Technician, Enabled, Administrator, MFA     bool
	PermitAll, NotifyAll, MustChange, SCIM, SSO bool
	FullPortal                                  bool
	Invitation                                  string // REGISTERED, PENDING or EXPIRED
	Assigned                                    []int32
	login                                       string
}

// userEdit is what mutations laid over a generated end user.
type userEdit struct {
	deleted     bool
	first, last *string
	org         *int
	portal      *bool
}

// UserUID gives the uid of a user.
func (w *World) UserUID(id int) string { return drawFor(w.seed, saltTechKind, int64(id)).uuid(saltUID) }

// hireTechnicians hires the provider's people. The first two administer the
// system; some are disabled, some come from SCIM.
func (w *World) hireTechnicians(n int) {
	used := map[string]uint8{}
	for i := range n {
		d := drawFor(w.seed, saltTechKind, int64(-1-i))
		p := person{first: uint16(skewed(d, saltFirst, 120)), last: uint16(skewed(d, saltLast, 200))}
		p.twin = used[p.local(loginFLast)]
		used[p.local(loginFLast)]++
		first, last := p.name()
		id := w.nextUser
		w.nextUser += 1 + d.n(saltGap, 3)
		w.techs = append(w.techs, &User{ID: id, UID: w.UserUID(id), FirstName: first, LastName: last, login: p.local(loginFLast),
			Email: p.local(loginFLast) + "@" + providerDomain, Phone: phone(d), Technician: true, Enabled: !d.percent(saltEnabled, 8),
			Administrator: i < 2, MFA: !d.percent(saltMfa, 12), PermitAll: d.percent(saltPortal, 60), NotifyAll: d.percent(saltEmail, 50),
			SCIM: d.percent(saltScim, 25), SSO: d.percent(saltAuth, 40), Invitation: "REGISTERED"})
	}
	w.firstEnd = w.nextUser
}

// phone makes up a number, or none. 555 belongs to nobody.
func phone(d draw) string {
	if d.percent(saltPhone, 25) {
		return ""
	}
	return "+1555" + string(d.chars(nil, saltPhone, digits, 7))
}

// Technicians lists the technicians by id.
func (w *World) Technicians() []*User { return w.techs }

// EndUsers calls f for each end user by id; u is only valid during the call.
func (w *World) EndUsers(f func(u *User)) {
	var u User
	for i := range w.people {
		if w.endUser(&u, int32(i)) {
			f(&u)
		}
	}
	for _, a := range w.added {
		f(a)
	}
}

// endUser derives the end user that person i is, if any.
func (w *World) endUser(u *User, i int32) bool {
	p := &w.people[i]
	if p.kind != personEndUser || w.orgOf[p.home] == 0 {
		return false
	}
	d := w.personDraw(i)
	first, last := p.name()
	*u = User{ID: int(p.id), OrgID: int(w.orgOf[p.home]), UID: w.UserUID(int(p.id)), FirstName: first, LastName: last,
		Email: p.email(&w.profiles[p.home]), Phone: phone(d), Enabled: !d.percent(saltEnabled, 6), FullPortal: d.percent(saltPortal, 8),
		MFA: d.percent(saltMfa, 30), MustChange: d.percent(saltAuth, 5), SCIM: d.percent(saltScim, 10), SSO: d.percent(saltAuth, 20),
		Invitation: pick(d, saltInvite, []string{"REGISTERED", "REGISTERED", "PENDING", "EXPIRED"}), Assigned: w.owned[p.id]}
	if e := w.edits[p.id]; e != nil {
		return e.apply(u)
	}
	return true
}

// apply lays the edit over a user; it says false for one who was deleted.
func (e *userEdit) apply(u *User) bool {
	if e.first != nil {
		u.FirstName = *e.first
	}
	if e.last != nil {
		u.LastName = *e.last
	}
	if e.org != nil {
		u.OrgID = *e.org
	}
	if e.portal != nil {
		u.FullPortal = *e.portal
	}
	return !e.deleted
}

// User finds a technician or end user by id.
func (w *World) User(id int) (*User, bool) {
	for _, t := range w.techs {
		if t.ID == id {
			return t, true
		}
	}
	for _, a := range w.added {
		if a.ID == id {
			return a, true
		}
	}
	at := id - w.firstEnd
	if at < 0 || at >= len(w.endIndex) {
		return nil, false
	}
	u := new(User)
	return u, w.endUser(u, w.endIndex[at])
}

// Contact is an address-book entry of an organization.
type Contact struct {
	ID, OrgID                                        int
	UID, FirstName, LastName, Email, Phone, JobTitle string
}

var jobTitles = []string{"Office manager", "Owner", "Controller", "IT coordinator", "Receptionist", "Operations", "Partner", "Principal", ""}

// Contacts calls f for each contact by id; c is only valid during the call.
func (w *World) Contacts(f func(c *Contact)) {
	var c Contact
	for i := range w.people {
		p := &w.people[i]
		if p.kind != personContact || w.orgOf[p.home] == 0 {
			continue
		}
		d := w.personDraw(int32(i))
		first, last := p.name()
		c = Contact{ID: int(p.id), OrgID: int(w.orgOf[p.home]), UID: d.uuid(saltUID), FirstName: first, LastName: last,
			Email: p.email(&w.profiles[p.home]), Phone: phone(d), JobTitle: pick(d, saltJob, jobTitles)}
		f(&c)
	}
}

// UserByUID finds a user's id by uid, 0 if there is none.
func (w *World) UserByUID(uid string) int {
	for _, t := range w.techs {
		if t.UID == uid {
			return t.ID
		}
	}
	id := 0
	w.EndUsers(func(u *User) {
		if u.UID == uid {
			id = u.ID
		}
	})
	return id
}
