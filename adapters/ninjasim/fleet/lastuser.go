package fleet

// serviceAccounts are logins that belong to nobody.
var serviceAccounts = []string{"Administrator", "svc-backup", "kiosk", "reception", "svc_sql", "scanner", "SYSTEM", "localadmin", "training", "frontdesk"}

// fillUser sets the last user of a machine: mostly the one who usually works
// there, sometimes a service account, a technician or somebody who has left.
func (w *World) fillUser(dev *Device, r *record, d draw, p *profile, over *override) {
	if over.lastUser != nil {
		dev.LastUser, dev.LogonTime = *over.lastUser, over.logon
		return
	}
	if !r.class.agent() || !dev.Reported {
		return
	}
	at := w.start
	if dev.Stale {
		at = dev.LastContact
	}
	dev.LogonTime = max(at-int64(d.in(saltLogon, 600, 60*3600))*second, r.created)
	dev.LastUser = w.lastUser(dev, r, d, p)
	if dev.LastUser == "" {
		dev.LogonTime = 0
	}
}

// lastUser chooses who logged on last, in the forms that Windows reports.
func (w *World) lastUser(dev *Device, r *record, d draw, p *profile) string {
	kind := d.n(saltLoginKind, 100)
	switch {
	case !r.class.personal():
		return w.serverUser(dev, r, d, p, kind)
	case r.user == 0 || kind < 5:
		return "" // nobody has logged on yet
	case kind < 9:
		return w.service(dev, d, p)
	case kind < 12:
		return w.technicianLogin(d, p)
	case kind < 14: // a former member of staff
		gone := person{first: uint16(d.n(saltFirst, len(firstNames))), last: uint16(d.n(saltLast, len(lastNames)))}
		return gone.account(p, p.account)
	}
	who := &w.people[r.user-1]
	if r.class == Mac {
		return who.local(loginFirstL)
	}
	form := p.account
	if d.percent(saltLoginForm, 8) {
		form = accountAzure
	}
	if d.percent(saltService, 3) {
		return dev.SystemName + `\` + who.local(p.login)
	}
	return who.account(p, form)
}

// serverUser is who was last on a server: hardly ever somebody of the customer.
func (w *World) serverUser(dev *Device, r *record, d draw, p *profile, kind int) string {
	switch {
	case r.class == LinuxServer || r.class == MacServer:
		return pick(d, saltService, []string{"root", "ubuntu", "admin", ""})
	case kind < 55:
		return w.service(dev, d, p)
	case kind < 85:
		return w.technicianLogin(d, p)
	}
	return ""
}

// service is an account that belongs to nobody, local or of the domain.
func (w *World) service(dev *Device, d draw, p *profile) string {
	name := pick(d, saltService, serviceAccounts)
	switch d.n(saltLoginForm, 4) {
	case 0:
		return `.\` + name
	case 1:
		return dev.SystemName + `\` + name
	case 2:
		return name
	}
	return p.netbios + `\` + name
}

// technicianLogin is how the provider's people log on at customers.
func (w *World) technicianLogin(d draw, p *profile) string {
	if len(w.techs) == 0 {
		return `.\Administrator`
	}
	t := w.techs[d.n(saltUser, len(w.techs))]
	if d.percent(saltUser, 40) {
		return p.netbios + `\northgate`
	}
	return p.netbios + `\` + t.login + "-adm"
}
