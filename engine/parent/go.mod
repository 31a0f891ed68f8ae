module roadstead/parent

go 1.26
