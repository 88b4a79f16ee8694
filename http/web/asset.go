package web

import (
	"slices"
	"strings"

	"coresync/domain/asset"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// mostHistory is how many entries the timeline of an asset shows.
const mostHistory = 50

// assetView is what the page of an asset shows.
type assetView struct {
	api.Asset
	Tab     string
	History *timeline // of the first tab
	Known   []api.KnownBy
	Users   []api.SeenUser
	// Use is who uses it and may use it; nil where the person may not see that.
	Use      *api.ContactSuggestion
	Contacts []api.Contact // of its customer
	Warranty *warrantyView // nil where the process does not offer it
	Merges   []api.AssetMerge
	Tickets  []api.Ticket // the newest of the contact who has it
	Find     string       // looked for, to merge with
	Found    []api.Asset
}

func (s *Site) showAsset(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	a, err := s.loadAsset(r, id)
	if err != nil {
		return err
	}
	return r.page(named(a.Name), "assets", func(v *view) page { return assetPage(v, a) })
}

func (s *Site) loadAsset(r *Request, id uuid.UUID) (*assetView, error) {
	found, err := s.Services.Assets.Get(r.Context(), r.then(), id)
	if err != nil {
		return nil, err
	}
	a := &assetView{Asset: found.Data, Tab: r.URL.Query().Get("tab"), Find: r.URL.Query().Get("find")}
	for _, load := range []func(*Request, *assetView) error{s.loadUse, s.loadTab} {
		if err := load(r, a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// loadUse adds who uses the asset, for who may see persons.
func (s *Site) loadUse(r *Request, a *assetView) error {
	if s.Services.Associations == nil || s.Services.Contacts == nil || !r.may(permission.TicketsView) || r.then().AsOf != nil {
		return nil
	}
	found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Assets: []uuid.UUID{a.ID}}, api.List{Limit: 1, Uncounted: true, Sort: api.Sort{By: "name"}})
	if err != nil || len(found.Data.Items) == 0 {
		return err
	}
	a.Use = &found.Data.Items[0]
	if a.Customer == nil || !r.may(permission.AssetsManage) {
		return nil
	}
	a.Contacts, err = s.contactsOf(r, a.Customer.ID)
	return err
}

// mostTickets is how many tickets the page of an asset shows.
const mostTickets = 50

// loadTickets adds the newest tickets of the contact who has the asset.
func (s *Site) loadTickets(r *Request, a *assetView) error {
	if s.Services.Tickets == nil || a.Contact == nil || !r.may(permission.TicketsView) {
		return nil
	}
	found, err := s.Services.Tickets.List(r.Context(), r.then(), api.TicketFilter{Contact: *a.Contact}, api.List{Limit: mostTickets, Uncounted: true, Sort: api.Sort{By: "number", Descending: true}})
	a.Tickets = found.Data.Items
	return err
}

// mostContacts is how many contacts of a customer a picker offers.
const mostContacts = 500

func (s *Site) contactsOf(r *Request, customer uuid.UUID) ([]api.Contact, error) {
	found, err := s.Services.Contacts.List(r.Context(), r.scope(), api.ContactFilter{Customer: customer}, api.List{Limit: mostContacts, Sort: api.Sort{By: "customer"}})
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(found.Data.Items, func(c api.Contact) bool { return c.Erased })
	slices.SortFunc(list, func(a, b api.Contact) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return list, nil
}

// loadMerges adds the merges of people that the asset is part of, and that may be taken back.
func (s *Site) loadMerges(r *Request, a *assetView) error {
	if s.Services.Decisions == nil || len(a.Records) < 2 || r.then().AsOf != nil {
		return nil
	}
	found, err := s.Services.Decisions.Merges(r.Context(), r.scope(), api.List{Limit: 500, Sort: api.Sort{By: "position", Descending: true}})
	if err != nil {
		return err
	}
	for _, m := range found.Data.Items {
		if slices.ContainsFunc(m.Assets, func(id uuid.UUID) bool {
			return id == a.ID || slices.ContainsFunc(a.Records, func(r api.AssetRecord) bool { return r.ID == id })
		}) {
			a.Merges = append(a.Merges, m)
		}
	}
	return nil
}

// findOthers looks for assets to merge with.
func (s *Site) findOthers(r *Request, a *assetView) error {
	if a.Find == "" || !r.may(permission.AssetsManage) {
		return nil
	}
	found, err := s.Services.Assets.List(r.Context(), r.scope(), api.AssetFilter{}, api.List{Limit: 20, Q: a.Find, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	a.Found = slices.DeleteFunc(found.Data.Items, func(other api.Asset) bool { return other.ID == a.ID })
	return nil
}

// named is a name that can be seen and clicked.
func named(name string) string {
	if strings.TrimSpace(name) == "" {
		return "(no name)"
	}
	return name
}

// fact is a line of an asset's fields. Field is its name where people may set it.
type fact struct{ Word, Value, Field string }

// lastUserWord is the last user of an asset, or why there is none to be told.
func lastUserWord(a api.Asset) string {
	switch {
	case a.LastUserErased:
		return "erased"
	case a.LastUserWithheld == "customer":
		return "not kept: the rule of the customer"
	case a.LastUserWithheld != "":
		return "not kept: the rule of the connection"
	}
	return a.LastUser
}

// facts are the fields of an asset, those without a value left out.
func (v *view) facts(a api.Asset) []fact {
	all := []fact{
		{"Name", a.Name, "name"}, {"Manufacturer", a.Manufacturer, "manufacturer"}, {"Model", a.Model, "model"},
		{"Serial number", a.SerialNumber, "serial_number"}, {"BIOS serial number", a.BIOSSerial, ""},
		{"Category", a.Category, "category"}, {"Operating system", a.OS, ""}, {"Status", statusWord(a.Status), "status"}, {"Source", sourceWord(a.Source), ""},
		{"Last user", lastUserWord(a), ""}, {"Warranty from", v.date(a.WarrantyStart), ""}, {"Warranty until", v.date(a.WarrantyEnd), ""}, {"Notes", a.Notes, "notes"},
	}
	if len(a.Names) > 1 {
		all = append(all, fact{"Earlier names", strings.Join(a.Names[1:], ", "), ""})
	}
	if a.Device != nil {
		all = append(all, fact{"NinjaOne organization", a.Device.OrganizationName, ""}, fact{"NinjaOne location", a.Device.LocationName, ""}, fact{"NinjaOne device", number(a.Device.ID), ""})
	}
	var filled []fact
	for _, f := range all {
		if f.Value != "" {
			filled = append(filled, f)
		}
	}
	return filled
}

// sourceMark is whose a field is, in a letter with its meaning.
type sourceMark struct{ Mark, Word string }

// markOf is the mark of a field; zero: nobody's in particular.
func markOf(a api.Asset, field string) sourceMark {
	switch a.Sources[field] {
	case "ninjaone":
		return sourceMark{"N", "from NinjaOne"}
	case "hand":
		return sourceMark{"✎", "by hand"}
	case "kept":
		return sourceMark{"✎", "by hand, on the asset that people keep"}
	case "import":
		return sourceMark{"⇥", "from a file"}
	case "computed":
		return sourceMark{"ƒ", "computed"}
	}
	return sourceMark{}
}

// lockOf is what a person set a field to; nil: nobody did.
func lockOf(a api.Asset, field string) *api.AssetLock {
	for i := range a.Locks {
		if field != "" && a.Locks[i].Field == field {
			return &a.Locks[i]
		}
	}
	return nil
}

// lockable tells whether a field can be locked as it is: NinjaOne gives it.
func lockable(a api.Asset, field string) bool { return field != "" && a.Device != nil }

// fieldWord is a field as people read it.
func fieldWord(field string) string {
	switch field {
	case "os":
		return "operating system"
	case "first_seen_at":
		return "first sight"
	}
	return strings.ReplaceAll(field, "_", " ")
}

// lifeWord says where an asset is in its life, where that is worth a word.
func lifeWord(life string) *tone {
	switch life {
	case "missing":
		return &tone{"Missing in NinjaOne", "link-off", "yellow"}
	case "retirement_proposed":
		return &tone{"Missing for long: retire it?", "link-off", "orange"}
	case "retired":
		return &tone{"Retired", "archive", "secondary"}
	case "no_longer_synced":
		return &tone{"No longer synced", "plug-connected-x", "secondary"}
	case "out_of_sight":
		return &tone{"Out of sight", "eye-off", "secondary"}
	}
	return nil
}

func statuses() (words []string) {
	for _, s := range asset.Statuses() {
		words = append(words, string(s))
	}
	return words
}

func categories() (words []string) {
	for _, c := range asset.Categories() {
		words = append(words, string(c))
	}
	return words
}
