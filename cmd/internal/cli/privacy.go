package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (c *cli) privacy() *cobra.Command {
	return group("privacy", "Personal data: what is held, whose last users are kept and for how long, and erasing a person", "", c.privacyErase(), c.privacyReport(), c.privacyKeep(), c.privacyForget(), c.privacyRetention())
}

// erasing is what the flags of an erasure say.
type erasing struct {
	reason  string
	include []string
	alone   bool
	yes     bool
}

func (c *cli) privacyErase() *cobra.Command {
	var with erasing
	cmd := &cobra.Command{
		Use: "erase KIND ID", Short: "Make a person unreadable for good", Args: cobra.ExactArgs(2), ValidArgs: []string{api.PersonContact, api.PersonAccount},
		Long: "KIND is contact or account. Destroys the keys that the person's data is sealed under: names, addresses and names of logons can't be read any\n" +
			"more, in no event, list, file or past. What is linked to the person is named first; what somebody linked goes\n" +
			"too, and what a rule merely takes for the person's only with --include. What was decided about devices, tickets\n" +
			"and roles stays. It can't be undone. While NinjaOne still has the person, a later sync records them anew, as\n" +
			"somebody new: delete them there first.\n\n" +
			"Asks on a terminal; elsewhere say --yes.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if with.reason == "" {
				return usage("say why with --reason, such as the number of the request")
			}
			person, err := c.personOf(ctx, a, args)
			if err != nil {
				return err
			}
			include, err := with.chosen(&person)
			if err != nil {
				return err
			}
			if err := c.tellErasure(&person, include); err != nil {
				return err
			}
			if err := c.sure(with.yes, "Erase for good? Type yes: "); err != nil {
				return err
			}
			return c.eraseNow(ctx, a, api.Erasure{Kind: person.Kind, ID: person.ID, Include: include, Reason: with.reason})
		}),
	}
	cmd.Flags().StringVar(&with.reason, "reason", "", "why, such as the number of the request; it stays in the log in clear, so name nobody in it")
	cmd.Flags().StringArrayVar(&with.include, "include", nil, "the linked `subject` goes too, as the list names it; may be repeated; \"all\": every one")
	cmd.Flags().BoolVar(&with.alone, "alone", false, "nothing that is linked goes")
	cmd.Flags().BoolVar(&with.yes, "yes", false, "don't ask")
	return cmd
}

func (c *cli) personOf(ctx context.Context, a *app.App, args []string) (api.HeldPerson, error) {
	if args[0] != api.PersonContact && args[0] != api.PersonAccount {
		return api.HeldPerson{}, usage("%q is neither contact nor account", args[0])
	}
	id, err := uuid.Parse(args[1])
	if err != nil {
		return api.HeldPerson{}, usage("%q is no id; it stands in the address of the page of the %s", args[1], args[0])
	}
	tenant, err := c.currentTenant(ctx, a)
	if err != nil {
		return api.HeldPerson{}, err
	}
	return a.Services().Privacy.Person(ctx, api.Scope{Tenant: tenant}, args[0], id)
}

// chosen are the linked subjects that go.
func (e *erasing) chosen(p *api.HeldPerson) ([]uuid.UUID, error) {
	include := []uuid.UUID{}
	for _, h := range p.Subjects {
		if !h.Own && h.ErasedAt == nil && (h.Preselected && !e.alone || slices.Contains(e.include, "all")) {
			include = append(include, h.Subject)
		}
	}
	for _, text := range e.include {
		if text == "all" {
			continue
		}
		id, err := uuid.Parse(text)
		if err != nil || !slices.ContainsFunc(p.Subjects, func(h api.HeldSubject) bool { return h.Subject == id }) {
			return nil, usage("--include %q is no subject of this person", text)
		}
		if !slices.Contains(include, id) {
			include = append(include, id)
		}
	}
	return include, nil
}

// tellErasure says on standard error what goes and what stays, before it is done.
func (c *cli) tellErasure(p *api.HeldPerson, include []uuid.UUID) error {
	w := &cli{Streams: Streams{Out: c.Err}}
	rows := make([][]string, len(p.Subjects))
	for i, h := range p.Subjects {
		rows[i] = []string{erasureWord(h, include), h.Kind, h.Label, strings.Join(h.Data, ", "), h.Why, h.Subject.String()}
	}
	if err := w.table([]string{"ERASED", "KIND", "WHO", "DATA", "WHY", "SUBJECT"}, rows); err != nil {
		return err
	}
	if len(p.Devices) > 0 {
		fmt.Fprintf(c.Err, "%d devices stay assigned, to somebody erased.\n", len(p.Devices))
	}
	if p.InNinjaOne {
		fmt.Fprintln(c.Err, "NinjaOne still has this person: the next change that a sync sees there records them anew, as somebody new.")
	}
	return nil
}

func erasureWord(h api.HeldSubject, include []uuid.UUID) string {
	switch {
	case h.ErasedAt != nil:
		return "on " + h.ErasedAt.Format(time.DateOnly)
	case h.Own || slices.Contains(include, h.Subject):
		return "now"
	}
	return "no"
}

// sure asks on a terminal whether to go on; elsewhere that has to be said by a flag.
func (c *cli) sure(yes bool, question string) error {
	if yes {
		return nil
	}
	if file, ok := c.In.(*os.File); !ok || !term.IsTerminal(int(file.Fd())) {
		return usage("this can't be undone and there is no terminal to ask on; say --yes")
	}
	fmt.Fprint(c.Err, question)
	line, err := bufio.NewReader(c.In).ReadString('\n')
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if strings.TrimSpace(line) != "yes" {
		return fmt.Errorf("nothing was erased: the answer was not yes")
	}
	return nil
}

func (c *cli) eraseNow(ctx context.Context, a *app.App, e api.Erasure) error {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return err
	}
	done, err := a.Services().Privacy.Erase(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, e)
	if err != nil {
		return err
	}
	return c.show(done, []string{"ERASED SUBJECT"}, func() [][]string {
		rows := make([][]string, len(done.Erased))
		for i, id := range done.Erased {
			rows[i] = []string{id.String()}
		}
		return rows
	})
}
