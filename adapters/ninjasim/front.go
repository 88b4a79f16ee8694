package ninjasim

import (
	"io"
	"net/http"
)

// frontPage is where links to a device's dashboard lead: which device it is stands behind
// the "#", which browsers keep to themselves.
const frontPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>NinjaOne simulator</title>
<style>:root{color-scheme:light dark}body{font:16px sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}</style></head>
<body><h1>NinjaOne simulator</h1>
<p>NinjaOne would show the device here whose id stands in the address.</p></body></html>
`

func (s *Sim) front(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, frontPage) // an error means that the browser is gone
}
