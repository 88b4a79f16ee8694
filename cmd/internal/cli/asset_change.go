package cli

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// assetChangeFlags say what is done with many assets.
type assetChangeFlags struct {
	matching, contact       string
	status, category, owner string
	lock, unlock            string
	ignore, none, ofAnother bool
	preview                 bool
}

func (c *cli) assetChange() *cobra.Command {
	var o assetChangeFlags
	cmd := &cobra.Command{
		Use: "change [ASSET...]", Short: "Change many assets at once: those that are named, or all under a filter",
		Long: "A filter is what stands behind the question mark of the assets' page, such as 'category=Server&status=in_use'.\n" +
			"What can't be changed leaves the others alone and is named; then the exit code is 3. All of it is one save,\n" +
			"which `coresync undo` takes back whole or in part.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if (o.matching == "") == (len(args) == 0) {
				return usage("name assets by their ids, or give --matching FILTER")
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := a.CatchUpSuggestions(ctx, tenant); err != nil {
				return err
			}
			change, err := o.change(ctx, a, tenant, args)
			if err != nil {
				return err
			}
			return c.changeAssets(ctx, a, tenant, change, o.preview)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.matching, "matching", "", "all under this `filter`")
	f.StringVar(&o.status, "status", "", "set this status")
	f.StringVar(&o.category, "category", "", "set this category")
	f.StringVar(&o.owner, "customer", "", "set this customer, named by id or external id")
	f.StringVar(&o.lock, "lock", "", "keep this `field` as it is")
	f.StringVar(&o.unlock, "unlock", "", "let NinjaOne give this `field` again")
	f.BoolVar(&o.ignore, "ignore", false, "ignore them in sync")
	f.StringVar(&o.contact, "contact", "", "assign them to this contact, named by id or external id; who has one keeps it")
	f.BoolVar(&o.ofAnother, "other-customer", false, "take a contact of another customer all the same")
	f.BoolVar(&o.none, "none", false, "take them from their contacts")
	f.BoolVar(&o.preview, "preview", false, "with --matching: tell how many they are, and write nothing")
	return cmd
}

// change is what the flags say; exactly one thing is done.
func (o *assetChangeFlags) change(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) (change api.AssetChange, err error) {
	var actions []string
	add := func(given bool, action string) {
		if given {
			actions = append(actions, action)
		}
	}
	add(o.status+o.category+o.owner != "", api.ChangeSet)
	add(o.lock != "", api.ChangeLock)
	add(o.unlock != "", api.ChangeUnlock)
	add(o.ignore, api.ChangeIgnore)
	add(o.contact != "", api.ChangeAssign)
	add(o.none, api.ChangeUnassign)
	if len(actions) != 1 && !(o.preview && len(actions) == 0) {
		return change, usage("say one thing to do: --status, --category and --customer, or --lock, --unlock, --ignore, --contact or --none")
	}
	if len(actions) == 1 {
		change.Action = actions[0]
	}
	change.Field, change.OtherCustomer = o.lock+o.unlock, o.ofAnother
	if o.status != "" {
		change.Status = &o.status
	}
	if o.category != "" {
		change.Category = &o.category
	}
	if o.owner != "" {
		id, err := a.CustomerID(ctx, tenant, o.owner)
		if err != nil {
			return change, err
		}
		change.Customer = &id
	}
	if o.contact != "" {
		id, err := a.ContactID(ctx, tenant, o.contact)
		if err != nil {
			return change, err
		}
		change.Contact = &id
	}
	for _, text := range args {
		id, err := uuid.Parse(text)
		if err != nil {
			return change, usage("%q is no id; write a UUID, as the lists show it", text)
		}
		change.Assets = append(change.Assets, id)
	}
	if o.matching != "" {
		change.Matching, err = matchingOf(o.matching)
	}
	return change, err
}

// matchingOf reads a filter as the page of assets has it in its address.
func matchingOf(text string) (*api.AssetMatching, error) {
	q, err := url.ParseQuery(strings.TrimPrefix(text, "?"))
	if err != nil {
		return nil, usage("--matching %q can't be read: write it as 'category=Server&status=in_use'", text)
	}
	f, err := api.AssetFilterOf(q)
	if err != nil {
		return nil, usage("--matching: %v", err)
	}
	return &api.AssetMatching{Filter: f, Q: q.Get("q")}, nil
}

// changeAssets carries the change out for exactly those that match now.
func (c *cli) changeAssets(ctx context.Context, a *app.App, tenant uuid.UUID, change api.AssetChange, preview bool) error {
	changes := a.Services().Changes
	if m := change.Matching; m != nil {
		found, err := changes.Select(ctx, api.Scope{Tenant: tenant}, m.Filter, m.Q)
		if err != nil {
			return err
		}
		if preview {
			return c.show(found.Data, []string{"ASSETS", "SELECTION"}, func() [][]string {
				return [][]string{{strconv.FormatInt(found.Data.Count, 10), found.Data.Selection}}
			})
		}
		m.Selection = found.Data.Selection
	}
	done, err := changes.Change(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, change)
	if err != nil {
		return err
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	c.tellUndo(done.Undo)
	return c.showChanged(done)
}

// showChanged prints what was changed, and each asset that was left as it is.
func (c *cli) showChanged(done api.AssetsChanged) error {
	counts := map[string]int{}
	for _, row := range done.Rows {
		counts[row.Outcome]++
	}
	fmt.Fprintf(c.Err, "%d changed, %d were so already, %d left as they are\n", counts["saved"], counts["unchanged"], counts["conflict"]+counts["refused"])
	err := c.show(done.Rows, []string{"ASSET", "NAME", "OUTCOME", "MESSAGE"}, func() [][]string {
		var lines [][]string
		for _, row := range done.Rows {
			if row.Outcome != "saved" && row.Outcome != "unchanged" {
				lines = append(lines, []string{row.Asset.ID.String(), row.Asset.Name, row.Outcome, row.Message})
			}
		}
		return lines
	})
	if left := counts["conflict"] + counts["refused"]; err == nil && left > 0 {
		return &differsError{fmt.Sprintf("%d of %d assets were left as they are", left, len(done.Rows))}
	}
	return err
}
