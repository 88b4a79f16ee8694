package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The rows of a file that are wrong are taken away with all that is wrong with each, also what
// the file alone does not tell; no value is a formula, and mended the file is taken as it is.
func TestRowsWithFaultsAreTakenAwayOnTheCommandLine(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name\n1,Initech\n"))
	for _, file := range []struct{ kind, text, faults, mended string }{
		{"contacts", "external_id,customer_external_id,name,email,phone\n1,9,=cmd|' /C calc'!A0,nobody,+49 30 1\n2,1,Sam,sam@example.test,+49 30 2\n3,9,Ada,,\n",
			"external_id,customer_external_id,name,email,phone,faults\n" +
				"1,9,'=cmd|' /C calc'!A0,nobody,'+49 30 1,\"line 2: email: is not an e-mail address; customer_external_id: \"\"9\"\" is none of the customers; import those first\"\n" +
				"3,9,Ada,,,\"line 4: customer_external_id: \"\"9\"\" is none of the customers; import those first\"\n",
			"external_id,customer_external_id,name,email,phone,faults\n1,1,'=cmd|' /C calc'!A0,,'+49 30 1,line 2: no longer\n"},
		{"assets", "external_id,name,category\n1,,Moon\n2,Laptop,Workstation\n", "external_id,name,category,faults\n1,,Moon,line 2: name: is missing\n",
			"external_id,name,category,faults\n1,Switch,Network,line 2: name: is missing\n"},
		{"warranties", "external_id,serial_number,end\n1,NONE-1,never\n2,,2027-01-31\n",
			"external_id,serial_number,end,faults\n" +
				"1,NONE-1,never,\"line 2: end: is not a date like 2026-12-31; serial_number: no asset has the serial number \"\"NONE-1\"\"\"\n" +
				"2,,2027-01-31,\"line 3: serial_number: is missing; name the asset by it, or by asset_external_id\"\n",
			"external_id,asset_external_id,end,faults\n2,1,2027-01-31,line 3: serial_number is missing\n"},
	} {
		out := filepath.Join(c.dir, file.kind+"-faults.csv")
		_, said := c.run(1, "import", file.kind, c.file(file.kind+".csv", file.text), "--faults", out)
		require.Contains(t, said, "The rows with faults are in "+out)
		body, err := os.ReadFile(out)
		require.NoError(t, err)
		require.Equal(t, file.faults, string(body), file.kind)
		c.run(0, "import", file.kind, c.file(file.kind+".csv", file.mended))
	}
	var who struct{ Rows, Unchanged int }
	c.json(0, &who, "import", "contacts", c.file("contacts.csv", "external_id,customer_external_id,name,email,phone\n1,1,=cmd|' /C calc'!A0,,+49 30 1\n"))
	require.Equal(t, 1, who.Unchanged, "the apostrophes were the file's")
	broken := filepath.Join(c.dir, "none.csv")
	c.run(1, "import", "customers", c.file("customers.csv", "colour\nred\n"), "--faults", broken)
	require.NoFileExists(t, broken, "no row can be told apart")
}
