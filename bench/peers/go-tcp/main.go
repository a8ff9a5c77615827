// go-tcp is the file server of the article "Streaming Large Files over TCP": each client gets the file, read and
// written through one buffer. One change: an error ends its connection, not the program.
package main

import (
	"flag"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	address := flag.String("address", "localhost:8080", "host:port to listen on")
	path := flag.String("file", "largefile.dat", "the file to send")
	bufferBytes := flag.Int("buffer", 1024, "bytes read and written at a time")
	flag.Parse()

	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go handleConnection(conn, *path, *bufferBytes)
	}
}

func handleConnection(conn net.Conn, path string, bufferBytes int) {
	defer conn.Close()

	file, err := os.Open(path)
	if err != nil {
		log.Print(err)
		return
	}
	defer file.Close()

	buffer := make([]byte, bufferBytes)
	for {
		bytesRead, err := file.Read(buffer)
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Print(err)
			return
		}
		if _, err := conn.Write(buffer[:bytesRead]); err != nil {
			return
		}
	}
}
