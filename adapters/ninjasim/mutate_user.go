package ninjasim

import "coresync/adapters/ninjasim/fleet"

// NewUser and UserChange describe a user to add, and what to change of one.
type (
	NewUser    = fleet.NewUser
	UserChange = fleet.UserChange
)

// AddUser adds a technician, or an end user where OrgID is set.
func (s *Sim) AddUser(u NewUser) (int, error) {
	return s.create(func(w *fleet.World) (int, error) { return w.AddUser(u) })
}

// ChangeUser edits a user.
func (s *Sim) ChangeUser(id int, c UserChange) error {
	return s.change(func(w *fleet.World) error { return w.ChangeUser(id, c) })
}

// DeleteUser removes a user.
func (s *Sim) DeleteUser(id int) error {
	return s.change(func(w *fleet.World) error { return w.DeleteUser(id) })
}

// SetEnabled disables or enables a technician.
func (s *Sim) SetEnabled(id int, enabled bool) error {
	return s.change(func(w *fleet.World) error { return w.SetEnabled(id, enabled) })
}

// LogIn writes a user's sign-in to the activity log.
func (s *Sim) LogIn(id int) error {
	return s.change(func(w *fleet.World) error { return w.LogIn(id) })
}

// AddMembers adds users to a role.
func (s *Sim) AddMembers(roleID int, userIDs ...int) error {
	return s.change(func(w *fleet.World) error { return w.SetMembers(roleID, userIDs, true) })
}

// RemoveMembers takes users out of a role.
func (s *Sim) RemoveMembers(roleID int, userIDs ...int) error {
	return s.change(func(w *fleet.World) error { return w.SetMembers(roleID, userIDs, false) })
}
