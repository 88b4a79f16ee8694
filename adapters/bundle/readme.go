package bundle

import (
	_ "embed"
	"io"
	"strings"
	"text/template"
)

//go:embed readme.txt
var readmeText string

var readme = template.Must(template.New(readmeFile).Funcs(template.FuncMap{"join": strings.Join}).Parse(readmeText))

func (b *writer) readme(w io.Writer) error { return readme.Execute(w, b.manifest) }
