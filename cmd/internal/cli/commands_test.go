package cli_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"coresync/cmd/internal/cli"

	"github.com/stretchr/testify/require"
)

// Commands are named in running text in backquotes, and in blocks at the beginning of
// a line; messages of the program name them as well.
var commands = regexp.MustCompile("`(?:bin/)?coresync ([^`\n]+)`" + "|(?m:^(?:bin/)?coresync (.+)$)")

// named collects the commands that documents and messages tell people to use.
func named(t *testing.T) map[string]string {
	t.Helper()
	found := make(map[string]string)
	top := filepath.Join("..", "..", "..")
	require.NoError(t, filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != top || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		text := strings.HasSuffix(path, ".md")
		if !text && (!strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go")) {
			return nil
		}
		content, err := os.ReadFile(path)
		for _, match := range commands.FindAllStringSubmatch(string(content), -1) {
			made := strings.Contains(match[1], `" +`) // put together at run time
			if (match[2] == "" || text) && !made {
				found[match[1]+match[2]] = path
			}
		}
		return err
	}))
	return found
}

var usageLine = regexp.MustCompile(`(?m)^Usage:\n  coresync ([a-z -]*)`)

// What a person is told to type must be there.
func TestEveryCommandThatIsNamedExists(t *testing.T) {
	t.Parallel()
	all := named(t)
	require.Greater(t, len(all), 30)
	for command, path := range all {
		command, _, _ = strings.Cut(command, " #")
		var words, flags []string
		for _, word := range strings.Fields(command) {
			if word == "<" || word == ">" || word == "|" {
				break
			}
			if strings.HasPrefix(word, "--") {
				name, _, _ := strings.Cut(word, "=")
				flags = append(flags, name)
			} else if len(flags) == 0 {
				words = append(words, word)
			}
		}
		var help, told bytes.Buffer
		cli.Run(t.Context(), cli.Version{}, cli.Streams{In: strings.NewReader(""), Out: &help, Err: &told}, append(words, "--help"))
		usage := usageLine.FindStringSubmatch(help.String())
		if usage == nil {
			t.Errorf("%s tells to use %q: %s", path, command, told.String())
			continue
		}
		shown, _, _ := strings.Cut(usage[1], "--")
		verb := strings.Fields(shown)
		if len(verb) == 0 || len(verb) > len(words) || strings.Join(words[:len(verb)], " ") != strings.Join(verb, " ") ||
			strings.Contains(help.String(), "Available Commands:") && len(words) > len(verb) {
			t.Errorf("%s tells to use %q, but there is no such verb", path, command)
		}
		for _, flag := range flags {
			if !strings.Contains(help.String(), flag+" ") {
				t.Errorf("%s tells to use %q, which has no flag %s", path, command, flag)
			}
		}
	}
}
