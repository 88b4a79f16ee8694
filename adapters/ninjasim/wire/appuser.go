package wire

import "strconv"

// AppUser is a row of the list that tickets choose people from.
type AppUser struct {
	ID, OrgID                       int
	UID, FirstName, LastName, Email string
	Kind                            string // TECHNICIAN, END_USER or CONTACT
}

// NaturalID tells the row from all others, of any kind.
func (u *AppUser) NaturalID() string { return u.Kind + "-" + strconv.Itoa(u.ID) }

// WriteAppUser writes the row.
func WriteAppUser(w *Writer, u AppUser) {
	w.Object()
	w.String("uid", u.UID)
	w.Int("id", int64(u.ID))
	w.Positive("clientId", u.OrgID)
	w.String("firstName", u.FirstName)
	w.String("lastName", u.LastName)
	w.String("email", u.Email)
	w.String("userType", u.Kind)
	w.String("naturalId", u.NaturalID())
	w.End()
}
