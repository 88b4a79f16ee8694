package web

import (
	"net/url"

	"coresync/http/api"
)

// exportTable makes a file of a list: of exactly what its page shows under the same address,
// but all of it.
func (s *Site) exportTable(name string) Handler {
	return func(r *Request) error { return s.exportAs(r, name, r.exportQuery(name)) }
}

// exportHere makes a file of a list of one connection, which the path names.
func (s *Site) exportHere(name string) Handler {
	return func(r *Request) error {
		c, err := s.connectionHere(r)
		if err != nil {
			return err
		}
		q := r.exportQuery(name)
		q.Set("connection", c.ID.String())
		if name == api.TableAssociation && !q.Has("state") {
			q["state"] = normalStates()
		}
		return s.exportAs(r, name, q)
	}
}

// exportGrants makes a file of who has, or had, which role: of one account, or of one role.
func (s *Site) exportGrants(of string) Handler {
	return func(r *Request) error {
		id, err := r.pathID("id", of)
		if err != nil {
			return err
		}
		return s.exportAs(r, api.TableGrants, url.Values{of: {id.String()}, "former": {"true"}, "sort": {map[string]string{"account": "role", "role": "account"}[of]}})
	}
}

// exportInbox makes a file of the person's own items.
func (s *Site) exportInbox(r *Request) error {
	q := r.exportQuery(api.TableInbox)
	q.Set("recipient", r.Who.User.String())
	if q.Get("state") != "done" {
		q.Set("state", "open")
	}
	return r.answerFile(s.Services.Exports.Export(r.Context(), r.scope(), api.ExportAsk{Table: api.TableInbox, Query: q, Format: r.URL.Query().Get("format")}))
}

// filesOf are the addresses of what a page shows besides its list, as a file.
func filesOf(path string) func(format string) string {
	return func(format string) string { return path + "/export?format=" + format }
}

func (s *Site) exportAs(r *Request, name string, q url.Values) error {
	return r.answerFile(s.Services.Exports.Export(r.Context(), r.then(), api.ExportAsk{Table: name, Query: q, Format: r.URL.Query().Get("format")}))
}

// exportQuery is what of the address narrows or shapes a table.
func (r *Request) exportQuery(name string) url.Values {
	t, _ := api.ExportTableOf(name) // it is there
	q := url.Values{}
	for key, values := range r.URL.Query() {
		for _, v := range values {
			if t.Takes(key) && v != "" {
				q.Add(key, v)
			}
		}
	}
	if name == api.TableAssets { // the columns that the page shows
		q.Del("col")
		for _, c := range api.AssetColumnsFor(r.Who.Permissions, r.URL.Query()["col"]) {
			q.Add("col", c.Key)
		}
	}
	return q
}

// export is the address of a list as a file.
func (l *listing) export(format string) string {
	q := l.copy()
	q.Del(api.SavedName)
	q.Set("format", format)
	return l.path + "/export?" + q.Encode()
}

// fileWord names a kind of file, and says what it leaves out.
func fileWord(format string, rows int64) string {
	switch format {
	case "csv":
		return "CSV"
	case "xlsx":
		return "XLSX (Excel)"
	}
	if rows > api.MostInPDF {
		return "PDF (the first " + grouped(api.MostInPDF) + ")"
	}
	return "PDF"
}

// totalOf is how many rows a list has; below 0: nobody counted.
func totalOf(l *listing) int64 {
	if l.Total == nil {
		return -1
	}
	return *l.Total
}
