package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// program is the command line of a Node program under @pulumi/pulumi's runner.
func program(request *pulumirpc.RunRequest, engine string) (*exec.Cmd, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, err
	}
	runner, err := findRunner(request.GetPwd())
	if err != nil {
		return nil, err
	}
	settings, err := environment(request)
	if err != nil {
		return nil, err
	}
	command := append(nodeArguments(request.GetInfo()), runner)
	process := exec.Command(node, append(command, arguments(request, engine)...)...)
	process.Dir = request.GetPwd()
	process.Env = append(os.Environ(), settings...)
	process.Stdout = os.Stdout
	process.Stderr = os.Stderr
	return process, nil
}

func findRunner(folder string) (string, error) {
	for at := folder; ; at = filepath.Dir(at) {
		runner := filepath.Join(at, "node_modules", "@pulumi", "pulumi", "cmd", "run", "index.js")
		if _, err := os.Stat(runner); err == nil {
			return runner, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("found no node_modules/@pulumi/pulumi in %s or above: run npm install there", folder)
		}
	}
}

func arguments(request *pulumirpc.RunRequest, engine string) []string {
	arguments := []string{
		"--monitor", request.GetMonitorAddress(),
		"--engine", engine,
		"--organization", request.GetOrganization(),
		"--project", request.GetProject(),
		"--root-directory", request.GetInfo().GetRootDirectory(),
		"--stack", request.GetStack(),
		"--parallel", strconv.Itoa(int(request.GetParallel())),
		"--pwd", request.GetPwd(),
	}
	if request.GetDryRun() {
		arguments = append(arguments, "--dry-run")
	}
	entry := request.GetInfo().GetEntryPoint()
	if entry == "" {
		entry = "."
	}
	return append(append(arguments, entry), request.GetArgs()...)
}

func environment(request *pulumirpc.RunRequest) ([]string, error) {
	config, err := json.Marshal(orEmpty(request.GetConfig()))
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(append([]string{}, request.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}
	settings := []string{"PULUMI_CONFIG=" + string(config), "PULUMI_CONFIG_SECRET_KEYS=" + string(secrets)}
	if typescript(request.GetInfo()) {
		settings = append(settings, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	return settings, nil
}

// nodeArguments are the runtime option of Pulumi.yaml: arguments of node itself, such as --max-old-space-size=4096.
func nodeArguments(info *pulumirpc.ProgramInfo) []string {
	return strings.Fields(info.GetOptions().GetFields()["nodeargs"].GetStringValue())
}

// orEmpty is what JSON writes as {}, where the engine leaves a stack without configuration out: the runner reads no null.
func orEmpty(config map[string]string) map[string]string {
	if config == nil {
		return map[string]string{}
	}
	return config
}

// typescript is the runtime option of Pulumi.yaml, true when left out.
func typescript(info *pulumirpc.ProgramInfo) bool {
	option, given := info.GetOptions().GetFields()["typescript"]
	return !given || option.GetBoolValue()
}
