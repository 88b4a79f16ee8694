package web

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"coresync/http/api"
)

// answerFile answers with a file that somebody opens, and says which state of the log it shows.
func (r *Request) answerFile(found api.Answer[api.File], err error) error {
	if err != nil {
		return err
	}
	r.W.Header().Set("Coresync-Position", found.Position.String())
	r.W.Header().Set("Coresync-Rules", found.Rules)
	WriteFile(r.W, found.Data, found.Data.Mark())
	return nil
}

// WriteFile answers with a file, and closes it. The file is whole, so nothing that goes wrong
// now is ours.
func WriteFile(w http.ResponseWriter, f api.File, mark string) {
	defer func() { _ = f.Body.Close() }() // it was only read
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Length", strconv.FormatInt(f.Body.Size()+int64(len(mark)), 10))
	for name, value := range map[string]string{"Coresync-Filter": f.Filter, "Coresync-Workspace": f.Workspace} {
		if value != "" {
			h.Set(name, displayString(value))
		}
	}
	if _, err := io.WriteString(w, mark); err == nil {
		_, _ = f.Body.WriteTo(w) // an error means that the browser is gone
	}
}

// displayString is a text as a header may hold it (RFC 9651, 3.3.8).
func displayString(text string) string {
	var out strings.Builder
	out.WriteString(`%"`)
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c > 0x7e || c == '%' || c == '"' {
			const hex = "0123456789abcdef"
			out.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		} else {
			out.WriteByte(c)
		}
	}
	return out.String() + `"`
}
