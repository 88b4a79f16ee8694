package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"coresync/adapters/importer"
	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/app"
	"coresync/domain/directory"

	"github.com/google/uuid"
)

// importDirectory takes the simulated PSA's customers, contacts, contracts and
// tickets, and a few manual assets, the way anybody's come: as CSV files.
func importDirectory(ctx context.Context, a *app.App, tenant uuid.UUID, customers []ninjasim.Customer) error {
	files, err := Files(customers)
	if err != nil {
		return err
	}
	for _, kind := range directory.Kinds() {
		if err := importFile(ctx, a, tenant, kind, files[kind]); err != nil {
			return err
		}
	}
	return nil
}

func importFile(ctx context.Context, a *app.App, tenant uuid.UUID, kind directory.Kind, file []byte) error {
	_, err := importer.Import(ctx, a.Store, importer.Request{Tenant: tenant, Kind: kind, File: bytes.NewReader(file), Actor: "demo"})
	return err
}

// Files are the CSV files of a simulated PSA, by what they hold.
func Files(customers []ninjasim.Customer) (map[directory.Kind][]byte, error) {
	rows := map[directory.Kind][][]string{}
	add := func(kind directory.Kind, values ...string) { rows[kind] = append(rows[kind], values) }
	for _, c := range customers {
		add(directory.Customers, c.ExternalID, c.Name, c.Number, strings.Join(c.Domains, ";"), c.City)
		for _, p := range c.Contacts {
			add(directory.Contacts, p.ExternalID, p.CustomerExternalID, p.Name, p.Email, p.Phone)
		}
		for _, t := range c.Contracts {
			add(directory.Contracts, t.ExternalID, t.CustomerExternalID, t.Name, t.Start, t.End)
		}
		for _, t := range c.Tickets {
			add(directory.Tickets, t.ExternalID, t.CustomerExternalID, t.ContactExternalID, t.Number, t.Subject, t.Status)
		}
	}
	for i, c := range customers[:min(3, len(customers))] {
		add(directory.Assets, fmt.Sprintf("M-%03d", i+1), c.ExternalID, fmt.Sprintf("Meeting room projector %d", i+1),
			"Epson", "EB-FH52", fmt.Sprintf("X4GF%06d", 731+i), "Other", "in_use", "Bought before the RMM; kept by hand.",
			[]string{"2020-09-14", "2023-03-01", ""}[i], []string{"2023-09-13", "2028-02-29", ""}[i])
	}
	if len(customers) > 0 { // an extended warranty that began months after the maker's ended
		add(directory.Warranties, "W-001", "M-001", "", "Extended care, on site", "2024-01-01", "2028-12-31")
		add(directory.Warranties, "W-002", "M-001", "", "Lamp replacement", "2020-09-14", "2022-09-13")
	}
	files := make(map[directory.Kind][]byte)
	for _, kind := range directory.Kinds() {
		file, err := fileOf(kind, rows[kind])
		if err != nil {
			return nil, err
		}
		files[kind] = file
	}
	return files, nil
}

func fileOf(kind directory.Kind, rows [][]string) ([]byte, error) {
	var file bytes.Buffer
	if err := csv.NewWriter(&file).WriteAll(append([][]string{kind.Columns()}, rows...)); err != nil {
		return nil, fmt.Errorf("write the %s of the demo: %w", kind, err)
	}
	return file.Bytes(), nil
}
