package fleet

import (
	"fmt"
	"slices"
)

// AddOrg lists a new organization with one location and gives its id. Its
// conventions follow from the seed.
func (w *World) AddOrg(name string) (int, error) {
	if name == "" {
		return 0, fmt.Errorf("organization without a name: %w", ErrInvalid)
	}
	d := drawFor(w.seed, saltOrgKind, int64(len(w.profiles)))
	p := customerProfile(d, d.n(saltOrgIndustry, len(industries)), map[string]bool{}, len(w.profiles))
	p.name = orgName{base: name, inRMM: name}
	p.code, p.domain, p.subnet = codeOf(name+" Org"), domainOf(name), 1+len(w.profiles)%250
	p.netbios = netbiosOf(p.domain)
	w.profiles = append(w.profiles, p)
	w.turns = append(w.turns, 0)
	n := int32(len(w.people))
	w.spans = append(w.spans, span{n, n, n, n})
	o := w.found(len(w.profiles) - 1)
	w.noteSystem("CLIENT_CREATED", "Organization created", o.ID, name, "Organization '"+name+"' was created")
	return o.ID, nil
}

// RenameOrg renames an organization.
func (w *World) RenameOrg(id int, name string) error {
	o := w.Organization(id)
	if o == nil {
		return fmt.Errorf("organization %d: %w", id, ErrNotFound)
	}
	old := o.Name
	o.Name = name
	w.noteSystem("CLIENT_UPDATED", "Organization updated", id, name, "Organization '"+old+"' was renamed to '"+name+"'")
	return nil
}

// DeleteOrg removes an organization with its devices, end users and contacts.
func (w *World) DeleteOrg(id int) error {
	o := w.Organization(id)
	if o == nil {
		return fmt.Errorf("organization %d: %w", id, ErrNotFound)
	}
	for i := len(w.devices) - 1; i >= 0; i-- {
		if int(w.devices[i].org) == id {
			if err := w.Delete(int(w.devices[i].id)); err != nil {
				return err
			}
		}
	}
	w.orgOf[o.profile] = 0
	w.added = slices.DeleteFunc(w.added, func(u *User) bool { return u.OrgID == id })
	w.orgs = slices.DeleteFunc(w.orgs, func(x *Organization) bool { return x.ID == id })
	w.noteSystem("CLIENT_DELETED", "Organization deleted", id, o.Name, "Organization '"+o.Name+"' was deleted")
	return nil
}

// AddLocation adds a site to an organization and gives its id.
func (w *World) AddLocation(orgID int, name string) (int, error) {
	o := w.Organization(orgID)
	if o == nil {
		return 0, fmt.Errorf("organization %d: %w", orgID, ErrNotFound)
	}
	id := w.nextLocation
	w.nextLocation++
	o.Locations = append(o.Locations, Location{ID: id, Name: name})
	w.noteSystem("LOCATION_CREATED", "Location created", orgID, name, "Location '"+name+"' was created")
	return id, nil
}
