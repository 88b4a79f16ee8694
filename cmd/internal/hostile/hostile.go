// Package hostile gives things hostile names, wherever names come from outside: tests see that
// they do no harm on pages, in files, letters and answers.
package hostile

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"coresync/adapters/ninjasim"
	"coresync/domain/directory"
)

// Names want to be markup, formulas or headers, to turn texts around, or to be too long. All sort
// before harmless ones, so that pages of one thing are theirs.
func Names() []string {
	return []string{
		`!<script>document.title="pwned"</script><img src=x onerror="document.title='pwned'">`,
		`!"'><svg onload=alert(1)>&lt;b&gt;` + "`${1}`",
		"!\u202egnp.exe\u2066\u2069\u200f",
		"=HYPERLINK(\"http://127.0.0.1:1/\"&A1,\"x\")",
		"@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)",
		"!line\r\nBcc: eve@example.net\r\n\r\n<b>body</b>", "!" + strings.Repeat("W", 499),
	}
}

// shorter is a name of at most so many bytes, whole in its characters.
func shorter(name string, most int) string {
	if len(name) <= most {
		return name
	}
	return strings.ToValidUTF8(name[:most], "")
}

// Spoil gives devices, organizations, a location, last users and an account of NinjaOne hostile names.
func Spoil(sim *ninjasim.Sim) error {
	devices, orgs := sim.Devices(), sim.Organizations()
	for i, name := range append(Names(), "!nul\x00nul") {
		d, o := devices[i%len(devices)].ID, orgs[i%len(orgs)].ID
		for _, err := range []error{sim.SetDisplayName(d, name), sim.SetLastUser(d, `EVIL\`+name), sim.SetOSName(d, name), sim.RenameOrg(o, name)} {
			if err != nil {
				return err
			}
		}
		location, err := sim.AddLocation(o, name)
		if err != nil {
			return err
		}
		if err := sim.MoveDevice(d, o, location); err != nil {
			return err
		}
	}
	_, err := sim.AddUser(ninjasim.NewUser{FirstName: Names()[0], LastName: Names()[2], Email: "evil@example.com"})
	return err
}

// Files are CSV files of everything that is imported, in the order in which they are taken.
func Files() (map[directory.Kind][]byte, error) {
	rows := map[directory.Kind][][]string{
		directory.Customers:  {{"external_id", "name", "number", "domains", "city"}},
		directory.Contacts:   {{"external_id", "customer_external_id", "name", "email", "phone"}},
		directory.Contracts:  {{"external_id", "customer_external_id", "name", "start", "end"}},
		directory.Tickets:    {{"external_id", "customer_external_id", "contact_external_id", "number", "subject", "status"}},
		directory.Assets:     {{"external_id", "customer_external_id", "name", "manufacturer", "model", "serial_number", "category", "status", "notes"}},
		directory.Warranties: {{"external_id", "asset_external_id", "name", "start", "end"}},
		directory.Apps:       {{"external_id", "name"}},
	}
	add := func(kind directory.Kind, values ...string) { rows[kind] = append(rows[kind], values) }
	for i, name := range Names() {
		id := fmt.Sprintf("evil-%d", i)
		add(directory.Customers, id, name, shorter(name, 30), "", shorter(name, 60))
		add(directory.Contacts, id, id, name, "", shorter(name, 40))
		add(directory.Contracts, id, id, name, "2020-01-01", "2030-01-01")
		add(directory.Tickets, id, id, id, "!"+id, name, shorter(name, 30))
		add(directory.Assets, id, id, name, name, name, name, shorter(name, 60), "in_use", name)
		add(directory.Warranties, id, id, name, "2020-01-01", "2030-01-01")
		if !strings.ContainsAny(name, "\r\n") && len(name) < 200 {
			add(directory.Apps, id, name)
		}
	}
	files := make(map[directory.Kind][]byte)
	for kind, lines := range rows {
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
			return nil, err
		}
		files[kind] = text.Bytes()
	}
	return files, nil
}
