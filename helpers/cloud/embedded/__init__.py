"""The embedded cloud: moto in this process, corrected to what AWS does where the lessons look."""
