package web

import (
	"strings"

	"coresync/http/api"
)

// mostHistory is how many entries the timeline of an asset shows.
const mostHistory = 50

func (s *Site) showAsset(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	found, err := s.Services.Assets.Get(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	history, err := s.Services.Assets.History(r.Context(), r.scope(), id, api.List{Limit: mostHistory, Sort: api.Sort{By: "position", Descending: true}})
	if err != nil {
		return err
	}
	a := found.Data
	return r.page(named(a.Name), "assets", func(v *view) page { return assetPage(v, a, history.Data) })
}

// named is a name that can be seen and clicked.
func named(name string) string {
	if strings.TrimSpace(name) == "" {
		return "(no name)"
	}
	return name
}

// fact is a line of an asset's fields.
type fact struct{ Word, Value string }

// facts are the fields of an asset, those without a value left out.
func facts(a api.Asset) []fact {
	all := []fact{
		{"Manufacturer", a.Manufacturer}, {"Model", a.Model}, {"Serial number", a.SerialNumber}, {"BIOS serial number", a.BIOSSerial},
		{"Category", a.Category}, {"Operating system", a.OS}, {"Status", statusWord(a.Status)}, {"Source", sourceWord(a.Source)},
		{"Last user", a.LastUser}, {"Warranty from", a.WarrantyStart}, {"Warranty until", a.WarrantyEnd}, {"Notes", a.Notes},
	}
	if len(a.Names) > 1 {
		all = append(all, fact{"Earlier names", strings.Join(a.Names[1:], ", ")})
	}
	if a.Device != nil {
		all = append(all, fact{"NinjaOne organization", a.Device.OrganizationName}, fact{"NinjaOne location", a.Device.LocationName}, fact{"NinjaOne device", number(a.Device.ID)})
	}
	var filled []fact
	for _, f := range all {
		if f.Value != "" {
			filled = append(filled, f)
		}
	}
	return filled
}

// fieldWord is a field as people read it.
func fieldWord(field string) string {
	return strings.ReplaceAll(field, "_", " ")
}
