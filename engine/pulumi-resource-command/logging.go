package main

import "github.com/pulumi/pulumi-go-provider/infer"

// Logging says which of a command's streams the engine shows while it runs.
type Logging string

const (
	logStdout          Logging = "stdout"
	logStderr          Logging = "stderr"
	logStdoutAndStderr Logging = "stdoutAndStderr"
	logNone            Logging = "none"
)

func (Logging) Values() []infer.EnumValue[Logging] {
	return []infer.EnumValue[Logging]{
		{Name: "stdout", Value: logStdout},
		{Name: "stderr", Value: logStderr},
		{Name: "stdoutAndStderr", Value: logStdoutAndStderr},
		{Name: "none", Value: logNone},
	}
}

func (l *Logging) shows(stream Logging) bool {
	return l == nil || *l == logStdoutAndStderr || *l == stream
}

func (l *Logging) Annotate(annotator infer.Annotator) {
	annotator.SetToken("local", "Logging")
}
