package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	provider "github.com/pulumi/pulumi-go-provider"
)

// run executes a command and returns what it wrote. Without a command there is nothing to run: the outputs stay.
func (c *Command) run(ctx context.Context, command *string, inputs Inputs, previous Outputs) (Outputs, error) {
	if command == nil {
		return previous, nil
	}
	if err := inputs.checkDir(); err != nil {
		return previous, err
	}
	process := inputs.process(*command, previous)
	log := &lines{write: provider.GetLogger(context.WithoutCancel(ctx)).InfoStatus}
	var stdout, stderr bytes.Buffer
	var both synced
	process.Stdout = streams(inputs.Logging.shows(logStdout), log, &stdout, &both)
	process.Stderr = streams(inputs.Logging.shows(logStderr), log, &stderr, &both)

	err := c.processes.run(ctx, process)
	log.flush()
	if err != nil {
		return previous, fmt.Errorf("%w: running %q:\n%s", err, *command, both.String())
	}
	return Outputs{
		Stdout: strings.TrimSuffix(stdout.String(), "\n"),
		Stderr: strings.TrimSuffix(stderr.String(), "\n"),
	}, nil
}

// checkDir tells a missing directory from a missing interpreter, which the system reports alike.
func (i Inputs) checkDir() error {
	if i.Dir == nil {
		return nil
	}
	if _, err := os.Stat(*i.Dir); err != nil {
		return fmt.Errorf("dir: %w", err)
	}
	return nil
}

func (i Inputs) process(command string, previous Outputs) *exec.Cmd {
	interpreter := []string{"/bin/sh", "-c"}
	if i.Interpreter != nil && len(*i.Interpreter) > 0 {
		interpreter = *i.Interpreter
	}
	words := append(append([]string{}, interpreter...), command)
	process := exec.Command(words[0], words[1:]...)
	process.Env = i.environment(previous)
	if i.Dir != nil {
		process.Dir = *i.Dir
	}
	if i.Stdin != nil {
		process.Stdin = strings.NewReader(*i.Stdin)
	}
	return process
}

func (i Inputs) environment(previous Outputs) []string {
	environment := os.Environ()
	if i.Environment != nil {
		for key, value := range *i.Environment {
			environment = append(environment, key+"="+value)
		}
	}
	if i.AddPreviousOutputInEnv != nil && !*i.AddPreviousOutputInEnv {
		return environment
	}
	if previous.Stdout != "" {
		environment = append(environment, "PULUMI_COMMAND_STDOUT="+previous.Stdout)
	}
	if previous.Stderr != "" {
		environment = append(environment, "PULUMI_COMMAND_STDERR="+previous.Stderr)
	}
	return environment
}

func streams(shown bool, log io.Writer, captured ...io.Writer) io.Writer {
	if shown {
		captured = append(captured, log)
	}
	return io.MultiWriter(captured...)
}
